using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Caching;

/// <summary>What is known of every cache, whatever it holds.</summary>
public interface IObjectCache
{
    /// <summary>The kind it holds.</summary>
    ResourceKind Kind { get; }

    /// <summary>Whether it has seen a complete list; before that, absence means nothing.</summary>
    bool HasSynced { get; }

    /// <summary>How many objects it holds.</summary>
    int Count { get; }

    /// <summary>Completes when a complete list has been seen.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The objects of a kind as a watch and our own requests tell of them: never older than our last write. Reading sends no request, may be done
/// from any thread, and gives the very objects of the cache: treat them as immutable. Lists are arrays that never change.
/// </summary>
/// <typeparam name="T">The type of the objects.</typeparam>
public sealed class ObjectCache<T> : IObjectCache, IWriteObserver<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _gate = new();
    private readonly VersionedStore<T> _store;
    private readonly CacheIndex<T> _byNamespace = new(static r => [r.Metadata.NamespaceProperty ?? ""]);
    private readonly CacheIndex<T> _all = new(static _ => [""]);
    private readonly Dictionary<string, CacheIndex<T>> _indexes = [];
    private readonly ChangeDispatcher<T> _dispatcher = new();
    private readonly List<StoreChange<T>> _changes = [];
    private readonly HashSet<string> _unsynced;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<T, T> _trim;

    /// <summary>Creates an empty cache; a <see cref="Watching.Reflector{T}"/> fills it.</summary>
    /// <param name="kind">The kind it holds.</param>
    /// <param name="scope">Which objects of the kind; all when null.</param>
    /// <param name="trim">Drops what nobody reads, to save memory; may change the object it is given. Nothing when null.</param>
    public ObjectCache(ResourceKind<T> kind, CacheScope? scope = null, Func<T, T>? trim = null)
    {
        Kind = kind;
        Scope = scope ?? CacheScope.Everything;
        _trim = trim ?? (static r => r);
        _store = new VersionedStore<T>(Scope);
        _unsynced = [.. Scope.Sources];
    }

    /// <summary>The kind it holds.</summary>
    public ResourceKind<T> Kind { get; }

    /// <summary>Which objects of the kind it holds.</summary>
    public CacheScope Scope { get; }

    /// <inheritdoc />
    public bool HasSynced => _synced.Task.IsCompleted;

    /// <inheritdoc />
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _store.Count;
            }
        }
    }

    ResourceKind IObjectCache.Kind => Kind;

    /// <summary>Completes when a complete list has been seen.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>One object; null when there is none.</summary>
    public T? Get(NamespacedName key)
    {
        lock (_gate)
        {
            return _store.Get(key);
        }
    }

    /// <summary>All objects, or those of one namespace.</summary>
    public IReadOnlyList<T> List(string? space = null)
    {
        lock (_gate)
        {
            return space is null ? _all.Get("") : _byNamespace.Get(space);
        }
    }

    /// <summary>
    /// From now on <see cref="ByIndex"/> finds objects by what <paramref name="values"/> gives for them, which must depend on nothing else.
    /// </summary>
    /// <exception cref="ArgumentException">There is an index of that name.</exception>
    public void AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (_gate)
        {
            var index = new CacheIndex<T>(values);
            _indexes.Add(name, index);
            foreach (var resource in _all.Get(""))
            {
                index.Apply(new StoreChange<T>(NamespacedName.Of(resource), null, resource, null));
            }
        }
    }

    /// <summary>Adds an index unless there is one of that name.</summary>
    public void EnsureIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (_gate)
        {
            if (!_indexes.ContainsKey(name))
            {
                AddIndex(name, values);
            }
        }
    }

    /// <summary>The objects for which an index gives this value.</summary>
    /// <exception cref="ArgumentException">There is no index of that name.</exception>
    public IReadOnlyList<T> ByIndex(string name, string value)
    {
        lock (_gate)
        {
            return _indexes.TryGetValue(name, out var index)
                ? index.Get(value)
                : throw new ArgumentException($"the cache of {Kind} has no index '{name}'; add it with AddIndex", nameof(name));
        }
    }

    /// <summary>
    /// Calls <paramref name="handler"/> for every object there is and for every change from now on, one at a time and in order. It must be
    /// quick; it may read this and other caches, which may already be further than the change it is told of.
    /// </summary>
    public void Subscribe(Action<CacheChange<T>> handler)
    {
        lock (_gate)
        {
            _dispatcher.Add(handler, [.. _all.Get("").Select(r => new CacheChange<T>(NamespacedName.Of(r), null, r, IsListed: true))]);
        }

        _dispatcher.Drain();
    }

    /// <summary>Tells the cache the answer to one of our own requests; <see cref="ApiClient"/> does so for the kinds it observes.</summary>
    public void ObserveWrite(T resource) => Update((this, Resource: Trim(resource)), static (s, c) => s.Item1._store.ObserveWrite(s.Resource, c));

    /// <summary>Tells the cache that the server said this very object is gone.</summary>
    public void ObserveDelete(NamespacedName key, string uid) =>
        Update((this, key, uid), static (s, c) => s.Item1._store.ObserveDelete(s.key, s.uid, c));

    internal T Trim(T resource) => _trim(resource);

    internal long BeginList()
    {
        lock (_gate)
        {
            return _store.BeginList();
        }
    }

    internal void WatchedPut(string source, T resource) =>
        Update((this, source, resource), static (s, c) => s.Item1._store.WatchedPut(s.source, s.resource, c));

    internal void WatchedDelete(string source, ObjectHeader header, T? last) =>
        Update((this, source, header, last), static (s, c) =>
            s.Item1._store.WatchedDelete(s.source, s.header.Key, s.header.Uid, s.header.ResourceVersion, s.last, c));

    internal void Bookmark(string source, string version)
    {
        lock (_gate)
        {
            _store.Bookmark(source, version);
        }
    }

    internal void Replace(string source, long begun, IReadOnlyList<T> items, IReadOnlySet<NamespacedName> retained, string version)
    {
        Update(
            (this, source, begun, items, retained, version),
            static (s, c) => s.Item1._store.Replace(s.source, s.begun, s.items, s.retained, s.version, c));
        lock (_gate)
        {
            if (_unsynced.Remove(source) && _unsynced.Count == 0)
            {
                _synced.TrySetResult();
            }
        }
    }

    /// <summary>What handlers threw; nothing is lost but their own reaction.</summary>
    internal void OnHandlerFailure(Action<Exception> report) => _dispatcher.Report = report;

    private void Update<TState>(TState state, Action<TState, List<StoreChange<T>>> update)
    {
        lock (_gate)
        {
            try
            {
                update(state, _changes);
                foreach (var change in _changes)
                {
                    Index(change);
                    _dispatcher.Enqueue(change.ForHandlers);
                }
            }
            finally
            {
                _changes.Clear();
            }
        }

        _dispatcher.Drain();
    }

    private void Index(StoreChange<T> change)
    {
        _all.Apply(change);
        _byNamespace.Apply(change);
        foreach (var index in _indexes.Values)
        {
            index.Apply(change);
        }
    }
}
