namespace StartOperator.Cli.Input.Sources;

/// <summary>A file from a server that sends it as a whole.</summary>
internal sealed class HttpBodyStream(HttpSource source, HttpResponseMessage response) : ReadOnlyStream
{
    private readonly Stream _body = response.Content.ReadAsStream();

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
    public override int Read(Span<byte> buffer) => _body.Read(buffer);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
