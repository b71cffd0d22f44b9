using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Oci.Packages;

/// <summary>A blob of a package's file, with a stream over the file that is its own: several can be read at once.</summary>
internal sealed class PackageContent(Stream file, Stream content) : Stream
{
    /// <summary>Opens a blob; the file is closed with it.</summary>
    public static PackageContent Open(Stream file, S9pkPackage package, ImageBlob blob)
    {
        try
        {
            return new PackageContent(file, new S9pkContent(file, package).Open(blob));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => content.Read(buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => content.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
