namespace StartOperator.Runtime.Caching;

/// <summary>
/// Objects that we know to be gone, or to have left the selector, before the watch tells so. Bounded: the oldest are forgotten first.
/// </summary>
internal sealed class Tombstones
{
    private const int Capacity = 4096;

    private readonly Dictionary<string, Tombstone> _byUid = [];
    private readonly Queue<(string Uid, long At)> _order = new();

    /// <summary>Whether this version of this object is known to be past.</summary>
    public bool Covers(string? uid, string? version) =>
        uid is not null
        && _byUid.TryGetValue(uid, out var tombstone)
        && (tombstone.LeftAt is null || !ResourceVersion.IsNewer(version, tombstone.LeftAt));

    /// <summary>The object is gone for ever: uids are never given twice.</summary>
    public void AddGone(string source, string uid, long at) => Add(uid, new Tombstone(source, null, at));

    /// <summary>The object left the selector with this version, and may come back with a later one.</summary>
    public void AddLeft(string source, string uid, string version, long at) => Add(uid, new Tombstone(source, version, at));

    /// <summary>The watch has told of the object's end.</summary>
    public void Remove(string uid, string version)
    {
        if (_byUid.TryGetValue(uid, out var tombstone) && (tombstone.LeftAt is null || !ResourceVersion.IsNewer(tombstone.LeftAt, version)))
        {
            _byUid.Remove(uid);
        }
    }

    /// <summary>Forgets what happened in a source before a list of it was asked for: the list already knows.</summary>
    public void Forget(string source, long begun)
    {
        foreach (var (uid, tombstone) in _byUid)
        {
            if (tombstone.Source == source && tombstone.At <= begun)
            {
                _byUid.Remove(uid);
            }
        }
    }

    private void Add(string uid, Tombstone tombstone)
    {
        _byUid[uid] = tombstone;
        _order.Enqueue((uid, tombstone.At));
        if (_order.Count > Capacity)
        {
            var (oldest, at) = _order.Dequeue();
            if (_byUid.TryGetValue(oldest, out var forgotten) && forgotten.At == at)
            {
                _byUid.Remove(oldest);
            }
        }
    }

    private readonly record struct Tombstone(string Source, string? LeftAt, long At);
}
