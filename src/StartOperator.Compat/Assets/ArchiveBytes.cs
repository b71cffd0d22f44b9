namespace StartOperator.Compat.Assets;

/// <summary>
/// An archive's bytes on their way to the tar reader. Stops with <see cref="ArchiveOutOfProportion"/> when they are out of proportion to
/// the file they come from, or when a header is so long that it would have to be held in memory by the megabyte.
/// </summary>
/// <param name="archive">The archive, unpacked.</param>
/// <param name="bytesRead">How much of the file was read so far.</param>
internal sealed class ArchiveBytes(Stream archive, Func<long> bytesRead) : Stream
{
    /// <summary>How many times its own length a file may unpack to; assets of text and images stay far below.</summary>
    public const int MostExpansion = 200;

    /// <summary>What any file may unpack to.</summary>
    public const int AlwaysAllowed = 64 << 20;

    private const int LongestHeader = 1 << 20;
    private const int BlockLength = 512;
    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;

    private readonly byte[] _block = new byte[BlockLength];
    private long _length;

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
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // File content is copied in small pieces: only a header is asked for as a whole.
        if (buffer.Length > LongestHeader) throw new ArchiveOutOfProportion($"has a header of more than {LongestHeader >> 20} MiB");
        var read = archive.Read(buffer);
        Remember(buffer[..read]);
        _length += read;
        if (_length > AlwaysAllowed && _length / MostExpansion > bytesRead())
        {
            throw new ArchiveOutOfProportion($"unpacks to more than {MostExpansion} times its own length");
        }

        return read;
    }

    /// <summary>
    /// Whether the block read last, which is an entry's header when the tar reader has just answered the entry, adds up to this checksum.
    /// The tar reader does not look. Old programs added the bytes up as signed numbers.
    /// </summary>
    public bool LastBlockAddsUpTo(int checksum)
    {
        if (_length % BlockLength != 0) return false;
        var (unsigned, signed) = (0, 0);
        for (var i = 0; i < BlockLength; i++)
        {
            var value = i is >= ChecksumAt and < ChecksumAt + ChecksumLength ? (byte)' ' : _block[i];
            unsigned += value;
            signed += (sbyte)value;
        }

        return checksum == unsigned || checksum == signed;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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

    /// <summary>Keeps the bytes since the last block's start; blocks are counted from the archive's first byte.</summary>
    private void Remember(ReadOnlySpan<byte> bytes)
    {
        var place = (int)(_length % BlockLength);
        if (bytes.Length > BlockLength)
        {
            var skipped = bytes.Length - BlockLength;
            bytes = bytes[skipped..];
            place = (place + skipped) % BlockLength;
        }

        var first = Math.Min(bytes.Length, BlockLength - place);
        bytes[..first].CopyTo(_block.AsSpan(place));
        bytes[first..].CopyTo(_block);
    }
}

/// <summary>An archive would take more time or memory than its length justifies.</summary>
/// <param name="message">In what way, as a verb phrase about the archive.</param>
internal sealed class ArchiveOutOfProportion(string message) : Exception(message);
