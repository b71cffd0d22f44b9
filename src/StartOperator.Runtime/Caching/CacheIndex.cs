namespace StartOperator.Runtime.Caching;

/// <summary>Objects by a value derived from them. Answers are arrays that never change, built once per change of their bucket.</summary>
internal sealed class CacheIndex<T>(Func<T, IEnumerable<string>> values)
    where T : class
{
    private readonly Dictionary<string, Bucket> _buckets = [];

    public T[] Get(string value) => _buckets.TryGetValue(value, out var bucket) ? bucket.Snapshot() : [];

    public void Apply(StoreChange<T> change)
    {
        if (change.Stored is not null)
        {
            foreach (var value in Values(change.Stored))
            {
                if (_buckets.TryGetValue(value, out var bucket) && bucket.Remove(change.Key) == 0)
                {
                    _buckets.Remove(value);
                }
            }
        }

        if (change.New is not null)
        {
            foreach (var value in Values(change.New))
            {
                if (!_buckets.TryGetValue(value, out var bucket))
                {
                    _buckets[value] = bucket = new Bucket();
                }

                bucket.Set(change.Key, change.New);
            }
        }
    }

    /// <summary>What the function gives lazily is taken here, where what it throws is caught.</summary>
    private IReadOnlyList<string> Values(T resource)
    {
        try
        {
            return [.. values(resource)];
        }
        catch (Exception)
        {
            // An object of an unexpected shape is simply not found by this index.
            return [];
        }
    }

    private sealed class Bucket
    {
        private readonly Dictionary<NamespacedName, T> _members = [];
        private T[]? _snapshot;

        public T[] Snapshot() => _snapshot ??= [.. _members.Values];

        public int Remove(NamespacedName key)
        {
            _members.Remove(key);
            _snapshot = null;
            return _members.Count;
        }

        public void Set(NamespacedName key, T resource)
        {
            _members[key] = resource;
            _snapshot = null;
        }
    }
}
