using k8s;
using k8s.Models;

namespace StartOperator.Runtime.Caching;

/// <summary>
/// The rules by which a cache believes what it is told. Two streams tell it: watches, which lag but are complete and in order, and the
/// answers to our own requests, which are at once but may arrive late or out of order. The rules:
/// a watch moves an object only forward in its versions, never behind a write of ours;
/// an answer counts only if the watch has not passed its version, because then the watch has already told everything up to there, maybe a deletion;
/// an object that the server told us is gone never comes back under its uid, whatever a lagging watch says;
/// a list replaces everything except what we wrote after the list was asked for.
/// Where versions have no order, answers are ignored and watches believed, as in an ordinary informer. Not thread-safe.
/// </summary>
internal sealed class VersionedStore<T>(CacheScope scope)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Dictionary<NamespacedName, Entry> _entries = [];
    private readonly Dictionary<string, string> _progress = [];
    private readonly Tombstones _tombstones = new();
    private long _clock;

    public int Count => _entries.Count;

    public T? Get(NamespacedName key) => _entries.TryGetValue(key, out var entry) ? entry.Resource : null;

    /// <summary>A mark to be taken before a list is asked for, and handed to <see cref="Replace"/>.</summary>
    public long BeginList() => _clock;

    /// <summary>A watch says that an object exists in this form.</summary>
    public void WatchedPut(string source, T resource, List<StoreChange<T>> changes)
    {
        var meta = resource.Metadata;
        Advance(source, meta.ResourceVersion);
        var key = NamespacedName.Of(resource);
        if (_tombstones.Covers(key, meta.Uid, meta.ResourceVersion))
        {
            return;
        }

        if (_entries.TryGetValue(key, out var entry)
            && ResourceVersion.TryCompare(meta.ResourceVersion, entry.Version, out var order) && order <= 0)
        {
            return;
        }

        Put(key, resource, 0, changes);
    }

    /// <summary>A watch says that an object is gone; <paramref name="last"/> is its last state, null when that can't be decoded.</summary>
    public void WatchedDelete(string source, NamespacedName key, string uid, string version, T? last, List<StoreChange<T>> changes)
    {
        Advance(source, version);
        if (scope.Selector is null)
        {
            // With a selector, this may only be the object leaving it, and the watch may tell of its return before it tells of its end.
            _tombstones.Remove(uid);
        }

        if (!_entries.TryGetValue(key, out var entry))
        {
            return;
        }

        var sameObject = entry.Resource.Metadata.Uid == uid;
        if (ResourceVersion.TryCompare(version, entry.Version, out var order) ? order >= 0 : sameObject)
        {
            Remove(key, sameObject && last is not null ? last : entry.Resource, changes);
        }
    }

    /// <summary>A watch has reached a version without any change.</summary>
    public void Bookmark(string source, string version) => Advance(source, version);

    /// <summary>
    /// A complete list, asked for at <paramref name="begun"/>. <paramref name="retained"/> are objects that exist but can't be decoded: what
    /// was known of them stays.
    /// </summary>
    public void Replace(
        string source, long begun, IEnumerable<T> items, IReadOnlySet<NamespacedName> retained, string version, List<StoreChange<T>> changes)
    {
        // The list knows what happened before it was asked for, also when it comes from a restored backup, in which what was gone is there again.
        _tombstones.Forget(source, begun);
        var seen = new HashSet<NamespacedName>();
        foreach (var item in items)
        {
            var key = NamespacedName.Of(item);
            if (!_tombstones.Covers(key, item.Metadata.Uid, item.Metadata.ResourceVersion))
            {
                seen.Add(key);
                PutListed(key, item, begun, changes);
            }
        }

        foreach (var (key, entry) in _entries.ToArray())
        {
            var isOurs = entry.Written > begun && ResourceVersion.IsNewer(entry.Version, version);
            if (!seen.Contains(key) && !retained.Contains(key) && !isOurs && scope.SourceOf(key.Namespace) == source)
            {
                Remove(key, entry.Resource, changes);
            }
        }

        _progress[source] = version;
    }

    /// <summary>The server answered one of our requests with this object.</summary>
    public void ObserveWrite(T resource, List<StoreChange<T>> changes)
    {
        var meta = resource.Metadata;
        var key = NamespacedName.Of(resource);
        if (scope.SourceOf(key.Namespace) is not { } source
            || _tombstones.IsOvertaken(key, meta.ResourceVersion)
            || (_progress.TryGetValue(source, out var reached) && !ResourceVersion.IsNewer(meta.ResourceVersion, reached)))
        {
            return;
        }

        var known = _entries.TryGetValue(key, out var entry);
        if (!ResourceVersion.TryCompare(meta.ResourceVersion, known ? entry.Version : "0", out var order) || order <= 0)
        {
            return;
        }

        if (scope.Selects(resource) && !_tombstones.IsGone(meta.Uid))
        {
            Put(key, resource, ++_clock, changes);
            return;
        }

        // Not ours to hold, or gone since: but what had the name before is past all the same.
        _tombstones.AddFloor(source, key, meta.ResourceVersion, ++_clock);
        if (known)
        {
            Remove(key, entry.Resource, changes);
        }
    }

    /// <summary>The server told us that this very object is gone.</summary>
    public void ObserveDelete(NamespacedName key, string uid, List<StoreChange<T>> changes)
    {
        if (scope.SourceOf(key.Namespace) is not { } source)
        {
            return;
        }

        _tombstones.AddGone(source, uid, ++_clock);
        if (_entries.TryGetValue(key, out var entry) && entry.Resource.Metadata.Uid == uid)
        {
            _tombstones.AddFloor(source, key, entry.Version, _clock);
            Remove(key, entry.Resource, changes);
        }
    }

    private void PutListed(NamespacedName key, T item, long begun, List<StoreChange<T>> changes)
    {
        if (_entries.TryGetValue(key, out var entry))
        {
            var meta = item.Metadata;
            var isSame = entry.Version == meta.ResourceVersion && entry.Resource.Metadata.Uid == meta.Uid;
            if (isSame || (entry.Written > begun && ResourceVersion.IsNewer(entry.Version, meta.ResourceVersion)))
            {
                return;
            }
        }

        Put(key, item, 0, changes, isListed: true);
    }

    private void Put(NamespacedName key, T resource, long written, List<StoreChange<T>> changes, bool isListed = false)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            changes.Add(new StoreChange<T>(key, null, resource, null, isListed));
        }
        else if (entry.Resource.Metadata.Uid == resource.Metadata.Uid)
        {
            changes.Add(new StoreChange<T>(key, entry.Resource, resource, null));
        }
        else
        {
            // Another object under the same name: the one before was deleted in between.
            changes.Add(new StoreChange<T>(key, entry.Resource, null, entry.Resource));
            changes.Add(new StoreChange<T>(key, null, resource, null));
        }

        _entries[key] = new Entry(resource, written);
    }

    private void Remove(NamespacedName key, T last, List<StoreChange<T>> changes)
    {
        if (_entries.Remove(key, out var entry))
        {
            changes.Add(new StoreChange<T>(key, entry.Resource, null, last));
        }
    }

    private void Advance(string source, string version)
    {
        if (!string.IsNullOrEmpty(version))
        {
            _progress[source] = version;
        }
    }

    private readonly record struct Entry(T Resource, long Written)
    {
        public string Version => Resource.Metadata.ResourceVersion;
    }
}
