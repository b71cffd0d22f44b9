namespace StartOperator.Runtime.Controllers;

/// <summary>
/// Gives memory back when there is nothing to do. Lists and bursts of reconciles leave garbage by the megabyte, and a program that only waits then
/// would keep it for days, on a machine that has little. A collection takes some ten milliseconds, at most once for each few megabytes of garbage.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    private const long Worthwhile = 8 * 1024 * 1024;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<ReconcileLoop> _loops;
    private readonly ITimer _timer;
    private long _allocated;

    public IdleMemory(IReadOnlyList<ReconcileLoop> loops, TimeProvider time)
    {
        _loops = loops;
        _timer = time.CreateTimer(static memory => ((IdleMemory)memory!).Tidy(), this, Quiet, Timeout.InfiniteTimeSpan);
        foreach (var loop in loops)
        {
            loop.WentIdle = Note;
        }
    }

    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.WentIdle = null;
        }

        _timer.Dispose();
    }

    private void Note()
    {
        if (GC.GetTotalAllocatedBytes() - Interlocked.Read(ref _allocated) >= Worthwhile)
        {
            _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tidy()
    {
        if (_loops.Any(loop => loop.Queue.Count + loop.Queue.Processing > 0))
        {
            // It will go idle again.
            return;
        }

        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Interlocked.Exchange(ref _allocated, GC.GetTotalAllocatedBytes());
    }
}
