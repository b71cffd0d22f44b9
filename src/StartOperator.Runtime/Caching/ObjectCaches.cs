using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Caching;

/// <summary>The caches of a process: one for each kind, shared by all controllers.</summary>
public sealed class ObjectCaches
{
    private readonly Dictionary<ResourceKind, IObjectCache> _caches = [];

    /// <summary>Every cache.</summary>
    public IReadOnlyCollection<IObjectCache> All => _caches.Values;

    /// <summary>Whether every cache has seen a complete list.</summary>
    public bool AllSynced => _caches.Values.All(c => c.HasSynced);

    /// <summary>The cache of a kind.</summary>
    /// <exception cref="InvalidOperationException">No controller uses the kind, so nothing is watched.</exception>
    public ObjectCache<T> Get<T>(ResourceKind<T> kind)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Find(kind) ?? throw new InvalidOperationException(
            $"nothing watches {kind}: register it with AddCache, Owns or Watches, using this same descriptor");

    /// <summary>The cache of a kind; null when nothing watches it.</summary>
    public ObjectCache<T>? Find<T>(ResourceKind<T> kind)
        where T : class, IKubernetesObject<V1ObjectMeta> => (ObjectCache<T>?)_caches.GetValueOrDefault(kind);

    /// <summary>Adds a cache; done before anything runs.</summary>
    /// <exception cref="ArgumentException">There is a cache of that kind.</exception>
    public void Add<T>(ObjectCache<T> cache)
        where T : class, IKubernetesObject<V1ObjectMeta> => _caches.Add(cache.Kind, cache);
}
