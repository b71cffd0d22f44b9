using System.Collections.Immutable;

namespace StartOperator.LocalCluster.Storage;

/// <summary>
/// The recent writes of one collection, in order, of bounded length. Readers keep a revision as their cursor, so a slow reader
/// costs nothing; one that falls behind the log's start is told so and must list again.
/// </summary>
internal sealed class ChangeLog(int limit)
{
    private readonly Lock _lock = new();
    private readonly List<Change> _changes = [];
    private int _start;
    private long _baseRevision;
    private ImmutableSortedSet<StoredObject> _base = ImmutableSortedSet.Create<StoredObject>(ByPath.Order);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    /// <summary>Completes at the next change after it was read, or when the collection ends.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock) return _changed.Task;
        }
    }

    /// <summary>The collection is gone: its kind was removed.</summary>
    public bool Closed
    {
        get
        {
            lock (_lock) return _closed;
        }
    }

    public ImmutableSortedSet<StoredObject> Latest
    {
        get
        {
            lock (_lock) return _changes.Count > _start ? _changes[^1].Contents : _base;
        }
    }

    public void Append(Change change)
    {
        TaskCompletionSource wake;
        lock (_lock)
        {
            _changes.Add(change);
            if (_changes.Count - _start > limit)
            {
                (_baseRevision, _base) = (_changes[_start].Revision, _changes[_start].Contents);
                _changes[_start++] = null!;
            }

            if (_start > limit)
            {
                _changes.RemoveRange(0, _start);
                _start = 0;
            }

            wake = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        wake.SetResult();
    }

    public void Close()
    {
        TaskCompletionSource wake;
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
            wake = _changed;
        }

        wake.SetResult();
    }

    /// <summary>Up to <paramref name="count"/> changes after the revision; null when they are no longer all kept.</summary>
    public IReadOnlyList<Change>? After(long revision, int count = 256)
    {
        lock (_lock)
        {
            if (revision < _baseRevision) return null;
            var first = FirstAfter(revision);
            return _changes.GetRange(first, Math.Min(count, _changes.Count - first));
        }
    }

    /// <summary>What the collection held at the revision; null when that is no longer kept.</summary>
    public ImmutableSortedSet<StoredObject>? At(long revision)
    {
        lock (_lock)
        {
            if (revision < _baseRevision) return null;
            var first = FirstAfter(revision);
            return first == _start ? _base : _changes[first - 1].Contents;
        }
    }

    private int FirstAfter(long revision)
    {
        var (low, high) = (_start, _changes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_changes[middle].Revision <= revision) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
