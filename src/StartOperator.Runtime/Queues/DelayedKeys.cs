using System.Diagnostics.CodeAnalysis;
using Place = (long Due, long Asked, StartOperator.Runtime.Queues.WorkPriority Priority);

namespace StartOperator.Runtime.Queues;

/// <summary>
/// Keys by the time they are due, each at most once, at its soonest time; of keys due at the same time the one that asked first is first. Times are
/// ticks of the caller's clock.
/// </summary>
internal sealed class DelayedKeys<TKey>
    where TKey : notnull
{
    private readonly PriorityQueue<TKey, Place> _line = new();
    private readonly Dictionary<TKey, Place> _places = [];
    private long _asked;

    public void Add(TKey key, long due, WorkPriority priority)
    {
        if (_places.TryGetValue(key, out var present) && present.Due <= due)
        {
            return;
        }

        Place place = (due, _asked++, priority);
        _places[key] = place;
        _line.Enqueue(key, place);
        Compact();
    }

    public bool Remove(TKey key) => _places.Remove(key);

    public bool TryPeek(out long due)
    {
        // Removed and replaced keys keep their place in the line until it comes up.
        while (_line.TryPeek(out var key, out var place))
        {
            if (_places.TryGetValue(key, out var current) && current == place)
            {
                due = place.Due;
                return true;
            }

            _line.Dequeue();
        }

        due = default;
        return false;
    }

    public bool TryTake(long now, [MaybeNullWhen(false)] out TKey key, out WorkPriority priority)
    {
        if (!TryPeek(out var due) || due > now)
        {
            (key, priority) = (default, default);
            return false;
        }

        key = _line.Dequeue();
        _places.Remove(key, out var place);
        priority = place.Priority;
        return true;
    }

    // A line of mostly removed keys is rebuilt.
    private void Compact()
    {
        if (_line.Count <= 64 || _line.Count <= 4 * _places.Count)
        {
            return;
        }

        _line.Clear();
        foreach (var (key, place) in _places)
        {
            _line.Enqueue(key, place);
        }
    }
}
