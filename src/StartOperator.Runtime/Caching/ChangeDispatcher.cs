namespace StartOperator.Runtime.Caching;

/// <summary>
/// Delivers changes to handlers in order and one at a time, on whichever thread brings them, but never under the cache's lock: a handler may
/// read any cache without a deadlock. A thread that finds another one delivering leaves its changes to it.
/// </summary>
internal sealed class ChangeDispatcher<T>
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Queue<(Action<CacheChange<T>>[] Handlers, CacheChange<T> Change)> _pending = new();
    private Action<CacheChange<T>>[] _handlers = [];
    private bool _delivering;

    /// <summary>Where exceptions of handlers go.</summary>
    public Action<Exception>? Report { get; set; }

    public void Add(Action<CacheChange<T>> handler, IEnumerable<CacheChange<T>> present)
    {
        lock (_gate)
        {
            foreach (var change in present)
            {
                _pending.Enqueue(([handler], change));
            }

            _handlers = [.. _handlers, handler];
        }
    }

    public void Enqueue(CacheChange<T> change)
    {
        lock (_gate)
        {
            if (_handlers.Length > 0)
            {
                _pending.Enqueue((_handlers, change));
            }
        }
    }

    public void Drain()
    {
        var mine = false;
        while (true)
        {
            (Action<CacheChange<T>>[] Handlers, CacheChange<T> Change) next;
            lock (_gate)
            {
                if (_delivering && !mine)
                {
                    return;
                }

                _delivering = mine = _pending.TryDequeue(out next);
                if (!mine)
                {
                    return;
                }
            }

            Deliver(next.Handlers, next.Change);
        }
    }

    private void Deliver(Action<CacheChange<T>>[] handlers, CacheChange<T> change)
    {
        foreach (var handler in handlers)
        {
            try
            {
                handler(change);
            }
            catch (Exception e)
            {
                Report?.Invoke(e);
            }
        }
    }
}
