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
        _length += read;
        if (_length > AlwaysAllowed && _length / MostExpansion > bytesRead())
        {
            throw new ArchiveOutOfProportion($"unpacks to more than {MostExpansion} times its own length");
        }

        return read;
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
}

/// <summary>An archive would take more time or memory than its length justifies.</summary>
/// <param name="message">In what way, as a verb phrase about the archive.</param>
internal sealed class ArchiveOutOfProportion(string message) : Exception(message);
