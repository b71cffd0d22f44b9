using System.Collections.Concurrent;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Runtime.Watching;

/// <summary>Which objects of a source can't be read as they are now. One whose name can't be read either is kept without a name, until the next list.</summary>
/// <param name="resource">The kind's plural.</param>
/// <param name="metrics">Counts; null for nobody.</param>
internal sealed class UnreadableObjects(string resource, OperatorMetrics? metrics)
{
    private readonly ConcurrentDictionary<NamespacedName, bool> _keys = new();

    /// <summary>How many there are.</summary>
    public int Count => _keys.Count;

    public void Add(NamespacedName key)
    {
        if (_keys.TryAdd(key, true))
        {
            metrics?.Unreadable(resource, 1);
        }
    }

    public void Remove(NamespacedName key)
    {
        if (_keys.TryRemove(key, out _))
        {
            metrics?.Unreadable(resource, -1);
        }
    }

    /// <summary>A list tells of all of them.</summary>
    public void Replace(IReadOnlySet<NamespacedName> present)
    {
        foreach (var key in _keys.Keys.Where(k => !present.Contains(k)))
        {
            Remove(key);
        }

        foreach (var key in present)
        {
            Add(key);
        }
    }
}
