namespace StartOperator.Compat.Tar;

/// <summary>An archive's bytes as they are unpacked. Throws <see cref="OutOfProportionException"/> when a small file unpacks to very much.</summary>
/// <param name="unpacked">The archive's bytes.</param>
/// <param name="packedRead">How much of the file was read so far.</param>
internal sealed class ProportionateStream(Stream unpacked, Func<long> packedRead) : Stream
{
    /// <summary>How many times its own length a file may unpack to; text and images stay far below.</summary>
    public const int MostExpansion = 200;

    /// <summary>What any file may unpack to.</summary>
    public const int AlwaysAllowed = 64 << 20;

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
        var read = unpacked.Read(buffer);
        _length += read;
        return _length <= AlwaysAllowed || _length / MostExpansion <= packedRead()
            ? read
            : throw new OutOfProportionException($"unpacks to more than {MostExpansion} times its own length");
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
internal sealed class OutOfProportionException(string message) : Exception(message);
