namespace StartOperator.LocalCluster.Nodes.Kubelet;

/// <summary>What one run of a container wrote, line by line; its latest lines only, as log rotation has it.</summary>
internal sealed class ContainerLog
{
    private const int Kept = 10_000;
    private readonly List<(DateTime At, string Line)> _lines = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _news = NewPulse();
    private int _dropped;
    private bool _isClosed;

    /// <summary>Adds a line.</summary>
    public void Write(DateTime at, string line)
    {
        lock (_gate)
        {
            _lines.Add((at, line));
            if (_lines.Count > Kept)
            {
                _lines.RemoveAt(0);
                _dropped++;
            }
        }

        Pulse();
    }

    /// <summary>The container ended: nothing follows.</summary>
    public void Close()
    {
        _isClosed = true;
        Pulse();
    }

    /// <summary>The lines from a place on.</summary>
    /// <param name="place">How many lines, of all that ever were, have been read.</param>
    /// <returns>The lines, the place after them, whether more can come, and when there is news.</returns>
    public (IReadOnlyList<(DateTime At, string Line)> Lines, int Place, bool IsClosed, Task News) From(int place)
    {
        lock (_gate)
        {
            return ([.. _lines.Skip(Math.Max(0, place - _dropped))], _dropped + _lines.Count, _isClosed, _news.Task);
        }
    }

    private void Pulse() => Interlocked.Exchange(ref _news, NewPulse()).TrySetResult();

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
