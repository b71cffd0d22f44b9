using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Controllers;

/// <summary>A finalizer and the name under which it stands in <c>metadata.finalizers</c>.</summary>
internal sealed record NamedFinalizer<TEntity>(string Identifier, IEntityFinalizer<TEntity> Finalizer)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;

/// <summary>Decides for a key which of its controller's methods is due: deletions seen first, then finalizers, then reconciling.</summary>
internal sealed class EntityReconciler<TEntity>(
    IEntityController<TEntity> controller, IReadOnlyList<NamedFinalizer<TEntity>> finalizers, ObjectCache<TEntity> cache, ApiClient client)
    : IReconciler, IFailureObserver
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Dictionary<NamespacedName, List<TEntity>> _deleted = [];
    private volatile bool _hasBegun;

    /// <summary>
    /// Remembers an entity that is gone until its controller has been told. False when there is nobody to tell: a replica that waits for its turn, for
    /// months maybe, knows of no entity.
    /// </summary>
    public bool Deleted(NamespacedName key, TEntity last)
    {
        if (!_hasBegun)
        {
            return false;
        }

        lock (_deleted)
        {
            if (!_deleted.TryGetValue(key, out var pending))
            {
                _deleted[key] = pending = [];
            }

            pending.Add(last);
        }

        return true;
    }

    public async Task<ReconcileOutcome> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        _hasBegun = true;
        while (FirstDeleted(key) is { } gone)
        {
            var told = await controller.DeletedAsync(gone, cancellationToken);
            if (!told.IsSuccess || told.RequeueAfter is not null)
            {
                return told.Outcome;
            }

            Told(key, gone);
        }

        if (cache.Get(key) is not { } entity)
        {
            return ReconcileOutcome.Done;
        }

        if (entity.Metadata.DeletionTimestamp is not null)
        {
            return await FinalizeAsync(entity, cancellationToken);
        }

        return await AttachAsync(entity, cancellationToken) is { } attached
            ? (await controller.ReconcileAsync(attached, cancellationToken)).Outcome
            : ReconcileOutcome.Done;
    }

    public Task FailedAsync(NamespacedName key, ReconcileFailure failure, CancellationToken cancellationToken) =>
        controller is IEntityFailureObserver<TEntity> observer && cache.Get(key) is { } entity
            ? observer.FailedAsync(entity, failure, cancellationToken)
            : Task.CompletedTask;

    private static bool Has(TEntity entity, string finalizer) => entity.Metadata.Finalizers?.Contains(finalizer) == true;

    private TEntity? FirstDeleted(NamespacedName key)
    {
        lock (_deleted)
        {
            return _deleted.TryGetValue(key, out var pending) ? pending[0] : null;
        }
    }

    private void Told(NamespacedName key, TEntity gone)
    {
        lock (_deleted)
        {
            var pending = _deleted[key];
            pending.Remove(gone);
            if (pending.Count == 0)
            {
                _deleted.Remove(key);
            }
        }
    }

    private async Task<ReconcileOutcome> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        foreach (var (identifier, finalizer) in finalizers)
        {
            if (!Has(entity, identifier))
            {
                continue;
            }

            var result = await finalizer.FinalizeAsync(entity, cancellationToken);
            if (!result.IsSuccess || result.RequeueAfter is not null)
            {
                return result.Outcome;
            }

            if (await SetFinalizersAsync(entity, [.. entity.Metadata.Finalizers.Where(f => f != identifier)], cancellationToken) is not { } left)
            {
                return ReconcileOutcome.Done;
            }

            entity = left;
        }

        return ReconcileOutcome.Done;
    }

    /// <summary>Attaches and detaches finalizers; null when the entity is gone, and what is made for it now would outlast it.</summary>
    private async Task<TEntity?> AttachAsync(TEntity entity, CancellationToken cancellationToken)
    {
        if (finalizers.Count == 0)
        {
            return entity;
        }

        var present = entity.Metadata.Finalizers ?? [];
        var ours = finalizers.ToDictionary(f => f.Identifier, f => f.Finalizer.WantsFinalizer(entity));
        var wanted = present.Where(f => !ours.TryGetValue(f, out var wants) || wants)
            .Concat(ours.Where(f => f.Value && !present.Contains(f.Key)).Select(f => f.Key))
            .ToList();
        return wanted.SequenceEqual(present) ? entity : await SetFinalizersAsync(entity, wanted, cancellationToken);
    }

    /// <summary>Writes the list if the entity is still in the state it was decided on; null when it is gone.</summary>
    private async Task<TEntity?> SetFinalizersAsync(TEntity entity, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = entity.Metadata.Uid,
                ["resourceVersion"] = entity.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. wanted.Select(f => (JsonNode)JsonValue.Create(f))]),
            },
        };
        try
        {
            return await client.MergePatchAsync(cache.Kind, NamespacedName.Of(entity), patch, null, cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
