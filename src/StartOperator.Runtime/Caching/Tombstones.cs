namespace StartOperator.Runtime.Caching;

/// <summary>
/// What we know to be past before the watch tells so: objects that are gone for ever, by uid, and, of names whose object we removed, the version
/// up to which everything has been overtaken. Bounded: the oldest are forgotten first.
/// </summary>
internal sealed class Tombstones
{
    private const int Capacity = 4096;

    private readonly Dictionary<string, Gone> _gone = [];
    private readonly Dictionary<NamespacedName, Floor> _floors = [];
    private readonly Queue<(string? Uid, NamespacedName Key, long At)> _order = new();

    /// <summary>Whether this version of this object is past.</summary>
    public bool Covers(NamespacedName key, string? uid, string? version) => IsGone(uid) || IsOvertaken(key, version);

    /// <summary>Whether this very object is gone.</summary>
    public bool IsGone(string? uid) => uid is not null && _gone.ContainsKey(uid);

    /// <summary>Whether whatever had this name at this version is past.</summary>
    public bool IsOvertaken(NamespacedName key, string? version) =>
        _floors.TryGetValue(key, out var floor) && !ResourceVersion.IsNewer(version, floor.Version);

    /// <summary>The object is gone for ever: uids are never given twice.</summary>
    public void AddGone(string source, string uid, long at)
    {
        _gone[uid] = new Gone(source, at);
        Bound(uid, default, at);
    }

    /// <summary>Whatever has this name up to this version is overtaken by our own doing.</summary>
    public void AddFloor(string source, NamespacedName key, string version, long at)
    {
        if (!_floors.TryGetValue(key, out var present) || ResourceVersion.IsNewer(version, present.Version))
        {
            _floors[key] = new Floor(source, version, at);
            Bound(null, key, at);
        }
    }

    /// <summary>The watch has told of the object's end.</summary>
    public void Remove(string uid) => _gone.Remove(uid);

    /// <summary>Forgets what happened in a source before a list of it was asked for: the list already knows.</summary>
    public void Forget(string source, long begun)
    {
        foreach (var (uid, gone) in _gone)
        {
            if (gone.Source == source && gone.At <= begun)
            {
                _gone.Remove(uid);
            }
        }

        foreach (var (key, floor) in _floors)
        {
            if (floor.Source == source && floor.At <= begun)
            {
                _floors.Remove(key);
            }
        }
    }

    private void Bound(string? uid, NamespacedName key, long at)
    {
        _order.Enqueue((uid, key, at));
        if (_order.Count <= Capacity)
        {
            return;
        }

        var oldest = _order.Dequeue();
        if (oldest.Uid is not null && _gone.TryGetValue(oldest.Uid, out var gone) && gone.At == oldest.At)
        {
            _gone.Remove(oldest.Uid);
        }
        else if (oldest.Uid is null && _floors.TryGetValue(oldest.Key, out var floor) && floor.At == oldest.At)
        {
            _floors.Remove(oldest.Key);
        }
    }

    private readonly record struct Gone(string Source, long At);

    private readonly record struct Floor(string Source, string Version, long At);
}
