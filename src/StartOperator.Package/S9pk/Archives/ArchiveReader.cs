using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using StartOperator.Package.S9pk.Streams;

namespace StartOperator.Package.S9pk.Archives;

/// <summary>
/// Reads a tar archive entry by entry, to the block that ends it or to the end of the bytes. What is malformed throws
/// <see cref="InvalidDataException"/>, what is cut off <see cref="EndOfStreamException"/>.
/// </summary>
/// <remarks>
/// The framework's reader believes what a header claims: it verifies no checksum, and sets aside as much memory as a record says that it is long.
/// </remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The content is a view of the bytes, which are somebody else's.")]
internal sealed class ArchiveReader(Stream bytes)
{
    private const int LongestRecords = 256 * 1024;

    private readonly byte[] _block = new byte[ArchiveHeader.BlockLength];
    private long _position;
    private BoundedStream? _content;
    private int _padding;

    /// <summary>The content of the last entry, to be read before the next one; whatever is left of it is passed over.</summary>
    public Stream Content => _content ?? Stream.Null;

    /// <summary>The next entry; null at the end.</summary>
    public ArchiveEntry? Next()
    {
        var records = new ExtendedRecords();
        while (true)
        {
            PassOver();
            if (!ReadBlock() || !_block.AsSpan().ContainsAnyExcept((byte)0)) return null;

            var header = ArchiveHeader.Read(_block);
            switch (header.Type)
            {
                case 'x':
                    ReadRecords(header, records, static (text, taken) => taken.Take(text));
                    break;
                case 'g':
                    ReadRecords(header, records, static (text, _) => ExtendedRecords.CheckGlobal(text));
                    break;
                case 'L':
                    ReadRecords(header, records, static (text, taken) => taken.TakeName(text));
                    break;
                case 'K':
                    ReadRecords(header, records, static (text, taken) => taken.TakeTarget(text));
                    break;
                default:
                    var entry = records.Describe(header, _position);
                    Open(entry.Length);
                    return entry;
            }
        }
    }

    private bool ReadBlock()
    {
        var read = bytes.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false);
        _position += read;
        if (read is not 0 and < ArchiveHeader.BlockLength) throw new EndOfStreamException("it ends too early");
        return read > 0;
    }

    private void Open(long length)
    {
        if (length > long.MaxValue - _position - ArchiveHeader.BlockLength) throw new InvalidDataException("an entry is longer than any file");

        _content = new BoundedStream(bytes, length);
        _padding = (int)(-length & (ArchiveHeader.BlockLength - 1));
        _position += length + _padding;
    }

    private void PassOver()
    {
        if (_content is null) return;

        _content.Skip(_content.Left);
        bytes.Skip(_padding);
        (_content, _padding) = (null, 0);
    }

    private void ReadRecords(ArchiveHeader header, ExtendedRecords records, ReadOnlySpanAction<byte, ExtendedRecords> take)
    {
        if (header.Length > LongestRecords) throw new InvalidDataException($"a header is longer than {LongestRecords / 1024} KiB");

        var buffer = ArrayPool<byte>.Shared.Rent((int)header.Length);
        try
        {
            Open(header.Length);
            var text = buffer.AsSpan(0, (int)header.Length);
            Content.ReadExactly(text);
            take(text, records);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
