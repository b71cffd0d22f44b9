using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Storage;

/// <summary>
/// All objects of the cluster, in memory, under one ever increasing revision. Writes are compare-and-swap: they say which version
/// they replace and fail when another write came first.
/// </summary>
internal sealed class ObjectStore(int historyLimit)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Collection, ChangeLog> _logs = new();
    private long _revision = 1;

    /// <summary>The revision of the latest write to any collection.</summary>
    public long Revision
    {
        get
        {
            lock (_lock) return _revision;
        }
    }

    public ChangeLog Log(Collection collection) => _logs.GetOrAdd(collection, _ => new ChangeLog(historyLimit));

    public StoredObject? Find(Collection collection, string ns, string name)
    {
        var contents = Log(collection).Latest;
        return contents.TryGetValue(new StoredObject(ns, name, 0, []), out var found) ? found : null;
    }

    public Snapshot Read(Collection collection)
    {
        lock (_lock) return new Snapshot(_revision, Log(collection).Latest);
    }

    /// <summary>The collection as of a revision; null when that is too old.</summary>
    public Snapshot? ReadAt(Collection collection, long revision) =>
        Log(collection).At(revision) is { } contents ? new Snapshot(revision, contents) : null;

    /// <summary>Stores a new object; null when the name is taken. The store owns the JSON from here on.</summary>
    public StoredObject? Create(Collection collection, string ns, string name, JsonObject json)
    {
        lock (_lock)
        {
            var log = Log(collection);
            if (log.Closed || Find(collection, ns, name) is not null) return null;
            var made = Stamped(ns, name, json);
            log.Append(new Change(ChangeType.Added, made.Revision, made, null, log.Latest.Add(made)));
            return made;
        }
    }

    /// <summary>Replaces the version that was read; null when it is no longer the latest.</summary>
    public StoredObject? Replace(Collection collection, StoredObject expected, JsonObject json)
    {
        lock (_lock)
        {
            var log = Log(collection);
            if (Find(collection, expected.Namespace, expected.Name)?.Revision != expected.Revision) return null;
            var made = Stamped(expected.Namespace, expected.Name, json);
            log.Append(new Change(ChangeType.Modified, made.Revision, made, expected, log.Latest.Remove(expected).Add(made)));
            return made;
        }
    }

    /// <summary>Removes the version that was read; null when it is no longer the latest. The result carries the deletion's revision.</summary>
    public StoredObject? Remove(Collection collection, StoredObject expected)
    {
        lock (_lock)
        {
            var log = Log(collection);
            if (Find(collection, expected.Namespace, expected.Name)?.Revision != expected.Revision) return null;
            var last = Stamped(expected.Namespace, expected.Name, expected.Json.Copy());
            log.Append(new Change(ChangeType.Deleted, last.Revision, last, expected, log.Latest.Remove(expected)));
            return last;
        }
    }

    /// <summary>Forgets a collection whose kind is gone; its watches end.</summary>
    public void Drop(Collection collection)
    {
        lock (_lock)
        {
            if (_logs.TryRemove(collection, out var log)) log.Close();
        }
    }

    private StoredObject Stamped(string ns, string name, JsonObject json)
    {
        var revision = ++_revision;
        json.Ensure("metadata")["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(ns, name, revision, json);
    }
}
