using System.Diagnostics.CodeAnalysis;

namespace StartOperator.Runtime.Queues;

/// <summary>
/// Keys that could be worked on now, each at most once: changes first, and among equals first come first served. While both wait, every ninth key is
/// one from the background, so that a stream of changes starves nobody.
/// </summary>
internal sealed class ReadyKeys<TKey>
    where TKey : notnull
{
    /// <summary>How many changes are taken in a row while something waits in the background.</summary>
    public const int ChangesInARow = 8;

    private readonly Queue<(TKey Key, long Ticket)> _changes = new();
    private readonly Queue<(TKey Key, long Ticket)> _background = new();
    private readonly Dictionary<TKey, (WorkPriority Priority, long Ticket, long Since)> _places = [];
    private long _tickets;
    private int _inARow;
    private int _waitingInBackground;

    public int Count => _places.Count;

    /// <summary>A key that waits already keeps its place, unless it waits in the background and is a change now.</summary>
    /// <param name="key">The key.</param>
    /// <param name="priority">How urgent it is.</param>
    /// <param name="now">The time, in ticks of the caller's clock.</param>
    public void Add(TKey key, WorkPriority priority, long now)
    {
        if (_places.TryGetValue(key, out var place))
        {
            if (place.Priority >= priority)
            {
                return;
            }

            _waitingInBackground--;
            now = place.Since;
        }

        _places[key] = (priority, _tickets, now);
        (priority == WorkPriority.Change ? _changes : _background).Enqueue((key, _tickets++));
        _waitingInBackground += priority == WorkPriority.Background ? 1 : 0;
    }

    public bool TryTake([MaybeNullWhen(false)] out TKey key, out WorkPriority priority, out long since)
    {
        since = 0;
        var changes = _places.Count - _waitingInBackground;
        priority = changes > 0 && (_waitingInBackground == 0 || _inARow < ChangesInARow) ? WorkPriority.Change : WorkPriority.Background;
        if (_places.Count == 0)
        {
            key = default;
            return false;
        }

        if (priority == WorkPriority.Change)
        {
            _inARow = _waitingInBackground == 0 ? 0 : _inARow + 1;
            key = Next(_changes);
        }
        else
        {
            _inARow = 0;
            _waitingInBackground--;
            key = Next(_background);
        }

        _places.Remove(key, out var left);
        since = left.Since;
        return true;
    }

    /// <summary>A key that has moved to the other line has left its ticket in this one.</summary>
    private TKey Next(Queue<(TKey Key, long Ticket)> line)
    {
        while (true)
        {
            var (key, ticket) = line.Dequeue();
            if (_places.TryGetValue(key, out var place) && place.Ticket == ticket)
            {
                return key;
            }
        }
    }
}
