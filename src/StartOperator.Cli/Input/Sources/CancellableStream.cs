namespace StartOperator.Cli.Input.Sources;

/// <summary>A stream whose reading ends with <see cref="OperationCanceledException"/> when somebody has pressed Ctrl-C.</summary>
internal sealed class CancellableStream(Stream inner, CancellationToken cancellationToken) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override bool CanSeek => inner.CanSeek;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return inner.Read(buffer);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
