using System.Security.Cryptography;
using StartOperator.Package.S9pk.Images;
using StartOperator.Package.S9pk.Streams;

namespace StartOperator.Package.S9pk;

/// <summary>
/// Reads the contents of a verified package again: sections and the blobs of images, wherever they are in the file. What is read must still be
/// what was signed; otherwise the last read from a stream throws <see cref="InvalidDataException"/>, so use nothing before its stream has ended.
/// </summary>
/// <remarks>It reads from one stream, so only what was opened last can be read. Several at once take several streams over the file.</remarks>
public sealed class S9pkContent
{
    private readonly Stream _source;

    /// <param name="source">The package's file, seekable.</param>
    /// <param name="package">What reading it has given.</param>
    public S9pkContent(Stream source, S9pkPackage package)
    {
        if (!package.IsVerified) throw new ArgumentException("the package was not verified", nameof(package));
        if (!source.CanSeek) throw new ArgumentException("the stream can't be sought in", nameof(source));
        _source = source;
    }

    /// <summary>Opens a section other than the images.</summary>
    public Stream Open(SectionContent section) => Open(
        section.Position, section.Length, section.Digest ?? throw new ArgumentException("the images are read blob by blob", nameof(section)));

    /// <summary>Opens a layer, or the configuration of an image.</summary>
    public Stream Open(ImageBlob blob) => Open(blob.Position, blob.Length, blob.Digest!);

    private CheckedStream Open(long position, long length, Sha256Digest digest)
    {
        _source.Position = position;
        return new CheckedStream(new BoundedStream(_source, length), digest);
    }

    private sealed class CheckedStream(BoundedStream inner, Sha256Digest digest) : ForwardStream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty) return 0;

            var read = inner.Read(buffer);
            _hash.AppendData(buffer[..read]);
            if (inner.Left == 0 && !new Sha256Digest(_hash.GetCurrentHash()).Equals(digest))
                throw new InvalidDataException("the package has changed since its signature was checked");
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _hash.Dispose();
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
