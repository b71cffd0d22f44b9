namespace StartOperator.Compat.Tar;

/// <summary>
/// Reads a tar file from its first byte to the block that ends it: the formats of Unix 7, POSIX (ustar, pax) and GNU. What is malformed
/// throws <see cref="InvalidDataException"/>, what is cut off <see cref="EndOfStreamException"/>.
/// </summary>
/// <remarks>
/// The framework's reader is not used here: it verifies no checksum, takes a header without one for the archive's end, can't read a line
/// break in a pax record, and sets aside as much memory as a header claims to be long.
/// </remarks>
internal sealed class TarArchive(Stream bytes)
{
    private const int LongestRecords = 1 << 20;

    private readonly byte[] _block = new byte[TarHeader.BlockLength];
    private long _contentLeft;
    private int _filler;

    /// <summary>The next entry, whatever was read of the one before; null at the archive's end.</summary>
    public TarEntry? Next()
    {
        var records = new PaxRecords();
        while (true)
        {
            PassOverContent();
            bytes.ReadExactly(_block);
            if (!_block.AsSpan().ContainsAnyExcept((byte)0)) return null;
            var header = TarHeader.Parse(_block);
            StartContent(header.Length);
            switch (header.Type)
            {
                case 'x':
                    records.TakePax(ReadRecords());
                    break;
                case 'L':
                    records.TakeGnuName(ReadRecords());
                    break;
                case 'K':
                    records.TakeGnuLinkName(ReadRecords());
                    break;
                case 'g': // for all that follows; programs put comments there
                    break;
                default:
                    var entry = records.Describe(header);
                    StartContent(entry.Length);
                    return entry;
            }
        }
    }

    /// <summary>Reads from the content of the last entry; answers how many bytes, 0 at its end.</summary>
    public int ReadContent(Span<byte> buffer)
    {
        if (_contentLeft == 0) return 0;
        var read = bytes.Read(buffer[..(int)Math.Min(buffer.Length, _contentLeft)]);
        if (read == 0) throw new EndOfStreamException();
        _contentLeft -= read;
        return read;
    }

    private void StartContent(long length)
    {
        _contentLeft = length;
        _filler = (int)((TarHeader.BlockLength - (length % TarHeader.BlockLength)) % TarHeader.BlockLength);
    }

    private void PassOverContent()
    {
        while (ReadContent(_block) > 0)
        {
        }

        bytes.ReadExactly(_block.AsSpan(0, _filler));
        _filler = 0;
    }

    private byte[] ReadRecords()
    {
        if (_contentLeft > LongestRecords) throw new OutOfProportionException($"has a header of more than {LongestRecords >> 20} MiB");
        var records = new byte[_contentLeft];
        for (var read = 0; read < records.Length;) read += ReadContent(records.AsSpan(read));
        return records;
    }
}
