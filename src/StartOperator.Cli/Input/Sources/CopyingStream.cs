namespace StartOperator.Cli.Input.Sources;

/// <summary>A stream of which everything that is read is also written elsewhere.</summary>
internal sealed class CopyingStream(Stream inner, Stream copy) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        copy.Write(buffer[..read]);
        return read;
    }
}
