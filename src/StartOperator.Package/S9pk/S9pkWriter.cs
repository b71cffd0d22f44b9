using System.Buffers.Binary;
using System.Security.Cryptography;
using StartOperator.Package.S9pk.Container;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.S9pk;

/// <summary>
/// Writes package files of version 1 (contract: s9pk.md §1 and §6): sections one after the other in the usual order, without padding. The same
/// sections and key give the same bytes.
/// </summary>
public static class S9pkWriter
{
    /// <summary>Writes a package and signs it.</summary>
    /// <param name="output">Where it goes: empty, writable and seekable, since the header is written last.</param>
    /// <param name="sections">How to write each section; scripts may be missing.</param>
    /// <param name="key">The developer's key.</param>
    /// <returns>The hash that was signed.</returns>
    public static PackageHash Write(Stream output, IReadOnlyDictionary<S9pkSection, Action<Stream>> sections, DeveloperKey key)
    {
        var start = S9pkHeader.FixedLength + TableOfContents.Write([]).Length;
        output.Position = start;
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        List<SectionContent> written = [];
        foreach (var section in S9pkLabels.All.Where(sections.ContainsKey))
        {
            var position = output.Position;
            using (var content = new SectionOutput(output, sha512)) sections[section](content);
            written.Add(new SectionContent(section, position, output.Position - position));
        }

        var hash = new PackageHash(sha512.GetHashAndReset());
        output.Position = 0;
        output.Write(Header(written, key, hash));
        output.Position = output.Length;
        return hash;
    }

    private static byte[] Header(List<SectionContent> sections, DeveloperKey key, PackageHash hash)
    {
        var table = TableOfContents.Write(sections);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)table.Length);
        return [Magic.Mark, Magic.Mark, 1, .. key.PublicKey.Bytes, .. key.Sign(hash), .. length, .. table];
    }

    /// <summary>What is written goes into the file and into the hash.</summary>
    private sealed class SectionOutput(Stream output, IncrementalHash hash) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            hash.AppendData(buffer);
            output.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
