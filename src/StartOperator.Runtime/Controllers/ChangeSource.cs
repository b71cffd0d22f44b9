using k8s;
using k8s.Models;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Controllers;

/// <summary>A kind whose changes give a controller work.</summary>
internal abstract class ChangeSource
{
    /// <summary>From now on changes in the kind's cache put keys into the queue.</summary>
    public abstract void Connect(ObjectCaches caches, WorkQueue<NamespacedName> queue);
}

/// <summary>Maps changed objects to keys. Both the old and the new state are mapped: an object that changes hands concerns both.</summary>
internal sealed class ChangeSource<T>(
    ResourceKind<T> kind, Func<T, ObjectCaches, IEnumerable<NamespacedName>> map, Func<T, T, bool>? where, bool owned) : ChangeSource
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public override void Connect(ObjectCaches caches, WorkQueue<NamespacedName> queue)
    {
        var cache = caches.Get(kind);
        if (owned)
        {
            cache.EnsureIndex(Owners.Index, Owners.IndexValues);
        }

        cache.Subscribe(change => Enqueue(change, caches, queue));
    }

    private void Enqueue(CacheChange<T> change, ObjectCaches caches, WorkQueue<NamespacedName> queue)
    {
        if (change is { Old: { } before, New: { } after } && where is not null && !where(before, after))
        {
            return;
        }

        var priority = change.IsListed ? WorkPriority.Background : WorkPriority.Change;
        AddAll(change.Old, caches, queue, priority);
        AddAll(change.New, caches, queue, priority);
    }

    private void AddAll(T? resource, ObjectCaches caches, WorkQueue<NamespacedName> queue, WorkPriority priority)
    {
        if (resource is null)
        {
            return;
        }

        foreach (var key in map(resource, caches))
        {
            queue.Add(key, priority);
        }
    }
}
