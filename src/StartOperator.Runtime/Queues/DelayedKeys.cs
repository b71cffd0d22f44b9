using System.Diagnostics.CodeAnalysis;

namespace StartOperator.Runtime.Queues;

/// <summary>Keys by the time they are due, each at most once, at its soonest time. Times are ticks of the caller's clock.</summary>
internal sealed class DelayedKeys<TKey>
    where TKey : notnull
{
    private readonly PriorityQueue<(TKey Key, long Due), long> _line = new();
    private readonly Dictionary<TKey, long> _due = [];

    public int Count => _due.Count;

    public void Add(TKey key, long due)
    {
        if (_due.TryGetValue(key, out var present) && present <= due)
        {
            return;
        }

        _due[key] = due;
        _line.Enqueue((key, due), due);
        Compact();
    }

    public void Remove(TKey key) => _due.Remove(key);

    public bool TryPeek(out long due)
    {
        DropStale();
        return _line.TryPeek(out _, out due);
    }

    public bool TryTake(long now, [MaybeNullWhen(false)] out TKey key)
    {
        if (!TryPeek(out var due) || due > now)
        {
            key = default;
            return false;
        }

        key = _line.Dequeue().Key;
        _due.Remove(key);
        return true;
    }

    private bool IsStale((TKey Key, long Due) place) => !_due.TryGetValue(place.Key, out var due) || due != place.Due;

    private void DropStale()
    {
        while (_line.TryPeek(out var first, out _) && IsStale(first))
        {
            _line.Dequeue();
        }
    }

    // Removed keys keep their place in the line until it comes up; a line of mostly removed keys is rebuilt.
    private void Compact()
    {
        if (_line.Count <= 64 || _line.Count <= 4 * _due.Count)
        {
            return;
        }

        _line.Clear();
        foreach (var (key, due) in _due)
        {
            _line.Enqueue((key, due), due);
        }
    }
}
