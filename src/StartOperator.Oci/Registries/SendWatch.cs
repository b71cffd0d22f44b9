namespace StartOperator.Oci.Registries;

/// <summary>Ends a request when nothing has moved for too long, however long it takes as a whole.</summary>
internal sealed class SendWatch : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _patience;

    public SendWatch(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        _patience = patience;
        _silence = new CancellationTokenSource(patience, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, cancellationToken);
    }

    /// <summary>Ends when there was silence, or the caller wants no more.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether there was silence.</summary>
    public bool IsSilent => _silence.IsCancellationRequested;

    /// <summary>Something has moved; the next may take so long.</summary>
    public void Moved(TimeSpan? next = null) => _silence.CancelAfter(next ?? _patience);

    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}
