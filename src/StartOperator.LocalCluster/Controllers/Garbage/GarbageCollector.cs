using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Garbage;

/// <summary>
/// Deletes objects whose owners are all gone, holds an owner that is deleted in the foreground until its dependents are, and sets free the
/// dependents of one that orphans them. It watches the metadata of everything that can be deleted, custom resources included.
/// </summary>
public sealed class GarbageCollector : IClusterController
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";
    private static readonly TimeSpan Rediscovery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Unseen = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ServedResource[] None = [];
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1CustomResourceDefinition> _definitions;
    private readonly OwnerGraph _graph = new();
    private readonly ConcurrentDictionary<ResourcePath, (WatchedKind<ObjectHead> Watch, CancellationTokenSource Stop, Task Run)> _watches = new();
    private readonly EventRecorder _events;
    private readonly WorkLoop<string> _work;
    private readonly WorkLoop<string> _discovery;
    private readonly ILogger _log;
    private volatile IReadOnlyList<ServedResource> _resources = None;
    private CancellationToken _stop;

    /// <summary>The collector of a cluster.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="clock">The time of events.</param>
    /// <param name="log">Told of failures.</param>
    public GarbageCollector(ClusterApi api, ClusterWatch cluster, TimeProvider clock, ILogger log)
    {
        _api = api.As("garbage-collector");
        _log = log;
        _definitions = cluster.Of<V1CustomResourceDefinition>();
        _events = new(_api, "garbage-collector-controller", null, clock, log);
        _work = new("garbage collector", SyncAsync, TimeProvider.System, log);
        _discovery = new WorkLoop<string>("garbage collector's discovery", DiscoverAsync, TimeProvider.System, log).On(_definitions, _ => [""]);
        _discovery.Add("");
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _stop = cancellation;
        await Task.WhenAll(_discovery.RunAsync(cancellation), _work.RunAsync(cancellation));
        await Task.WhenAll(_watches.Values.Select(watch => watch.Run));
    }

    private async Task<TimeSpan?> DiscoverAsync(string all, CancellationToken cancellation)
    {
        var found = (await ApiCatalogue.ReadAsync(_api, cancellation))
            .Where(resource => new[] { "list", "watch", "delete" }.All(resource.Verbs.Contains) && resource.Path.Plural != "events").ToList();
        foreach (var path in _watches.Keys.Except(found.Select(resource => resource.Path)).ToList())
        {
            if (_watches.TryRemove(path, out var gone))
            {
                await gone.Stop.CancelAsync();
                await gone.Run;
                gone.Stop.Dispose();
            }
        }

        var added = found.Where(resource => !_watches.ContainsKey(resource.Path)).ToList();
        added.ForEach(Watch);
        try
        {
            await Task.WhenAll(added.Select(resource => _watches[resource.Path].Watch.Synced)).WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            // A kind that can't be listed holds up nobody: its objects are asked for one by one before anything is deleted.
        }

        _resources = found;
        return Rediscovery;
    }

    private void Watch(ServedResource resource)
    {
        var watch = new WatchedKind<ObjectHead>(_api, resource.Path, json => ObjectHead.Read(resource, json), ObjectHead.Tidy);
        watch.Subscribe(change =>
        {
            foreach (var uid in _graph.Take(change))
            {
                _work.Add(uid);
            }
        });
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        _watches[resource.Path] = (watch, stop, watch.RunAsync(stop.Token));
    }

    private async Task<TimeSpan?> SyncAsync(string uid, CancellationToken cancellation)
    {
        if (_resources.Count == 0)
        {
            return TimeSpan.FromMilliseconds(100); // Nobody is judged before everybody is known.
        }

        if (_graph.Find(uid) is not { } head)
        {
            return null;
        }

        if (head.Metadata.DeletionTimestamp is not null)
        {
            await EndAsync(head, cancellation);
        }
        else if (head.Owners.Count > 0)
        {
            return await JudgeAsync(head, cancellation);
        }

        return null;
    }

    /// <summary>The object is going, and has a say in what becomes of its dependents.</summary>
    private async Task EndAsync(ObjectHead head, CancellationToken cancellation)
    {
        if (head.HasFinalizer(Orphan))
        {
            foreach (var dependent in _graph.DependentsOf(head.Uid))
            {
                await KeepOwnersAsync(dependent, owner => owner.Uid != head.Uid, cancellation);
            }

            await DropFinalizerAsync(head, Orphan, cancellation);
        }
        else if (head.HasFinalizer(Foreground))
        {
            if (!_graph.DependentsOf(head.Uid).Any(dependent => Blocks(dependent, head)))
            {
                await DropFinalizerAsync(head, Foreground, cancellation);
            }
        }
    }

    private static bool Blocks(ObjectHead dependent, ObjectHead owner) =>
        dependent.Owners.Any(reference => reference.Uid == owner.Uid && reference.BlockOwnerDeletion == true);

    /// <summary>Deletes an object whose owners are gone. Of an owner that no watch has seen yet no deletion may ever be told: it is asked for again after a while.</summary>
    private async Task<TimeSpan?> JudgeAsync(ObjectHead head, CancellationToken cancellation)
    {
        var fates = new Dictionary<string, OwnerFate>();
        foreach (var owner in head.Owners)
        {
            fates[owner.Uid] = await FateAsync(head, owner, cancellation);
        }

        if (fates.Values.Any(Lives))
        {
            if (!fates.Values.All(Lives))
            {
                await KeepOwnersAsync(head, owner => Lives(fates[owner.Uid]), cancellation);
            }

            return fates.ContainsValue(OwnerFate.LivesUnseen) ? Unseen : null;
        }

        var isAwaited = fates.ContainsValue(OwnerFate.WaitsForDependents);
        var policy = isAwaited && _graph.DependentsOf(head.Uid).Count > 0 ? "Foreground"
            : head.HasFinalizer(Orphan) ? "Orphan"
            : head.HasFinalizer(Foreground) ? "Foreground"
            : "Background";
        await _api.DeleteAsync(
            head.Resource.Path.Item(ObjectKey.Of(head)),
            new() { PropagationPolicy = policy, Preconditions = new() { Uid = head.Uid, ResourceVersion = head.Metadata.ResourceVersion } },
            cancellation);
        return null;
    }

    private static bool Lives(OwnerFate fate) => fate is OwnerFate.Lives or OwnerFate.LivesUnseen;

    private async Task<OwnerFate> FateAsync(ObjectHead head, V1OwnerReference reference, CancellationToken cancellation)
    {
        if (_graph.IsGone(reference.Uid))
        {
            return OwnerFate.Gone;
        }

        var resource = _resources.FirstOrDefault(resource => resource.Kind == reference.Kind && GroupOf(reference.ApiVersion) == resource.Path.Group);
        if (resource is null)
        {
            return OwnerFate.LivesUnseen; // A kind nobody serves: it may come back, or be so new that it has not been discovered.
        }

        if (resource.IsNamespaced && head.Metadata.NamespaceProperty is null)
        {
            await TellOfWrongNamespaceAsync(head, reference, cancellation);
            return OwnerFate.Lives;
        }

        if (_graph.Find(reference.Uid) is { } owner)
        {
            if (resource.IsNamespaced && owner.Metadata.NamespaceProperty != head.Metadata.NamespaceProperty)
            {
                await TellOfWrongNamespaceAsync(head, reference, cancellation);
                return OwnerFate.Gone;
            }

            return owner.Metadata.DeletionTimestamp is not null && owner.HasFinalizer(Foreground) ? OwnerFate.WaitsForDependents : OwnerFate.Lives;
        }

        return await IsThereAsync(head, reference, resource, cancellation) ? OwnerFate.LivesUnseen : OwnerFate.Gone;
    }

    // The watch may lag behind; only the API's own word ends an object.
    private async Task<bool> IsThereAsync(ObjectHead head, V1OwnerReference reference, ServedResource resource, CancellationToken cancellation)
    {
        try
        {
            var key = new ObjectKey(resource.IsNamespaced ? head.Metadata.NamespaceProperty : null, reference.Name);
            using var live = await _api.ReadAsync(resource.Path.Item(key), cancellation);
            return live.RootElement.GetProperty("metadata").GetProperty("uid").GetString() == reference.Uid;
        }
        catch (ApiRefusalException refusal) when (refusal.IsNotFound)
        {
            return false;
        }
    }

    private Task TellOfWrongNamespaceAsync(ObjectHead head, V1OwnerReference reference, CancellationToken cancellation)
    {
        var ns = head.Metadata.NamespaceProperty;
        var owner = $"{reference.ApiVersion}/{reference.Kind}, namespace: {ns}, name: {reference.Name}, uid: {reference.Uid}";
        return _events.WarningAsync(head, "OwnerRefInvalidNamespace", $"ownerRef [{owner}] does not exist in namespace \"{ns}\"", cancellation);
    }

    private Task KeepOwnersAsync(ObjectHead head, Func<V1OwnerReference, bool> isKept, CancellationToken cancellation)
    {
        var kept = new V1ObjectMeta { OwnerReferences = [.. head.Owners.Where(isKept)] };
        var metadata = JsonNode.Parse(k8s.KubernetesJson.Serialize(kept))!.AsObject();
        return PatchAsync(head, metadata, cancellation);
    }

    private Task DropFinalizerAsync(ObjectHead head, string finalizer, CancellationToken cancellation)
    {
        var kept = head.Metadata.Finalizers.Where(name => name != finalizer).Select(name => (JsonNode)name);
        return PatchAsync(head, new() { ["finalizers"] = new JsonArray([.. kept]) }, cancellation);
    }

    private async Task PatchAsync(ObjectHead head, JsonObject metadata, CancellationToken cancellation)
    {
        (metadata["uid"], metadata["resourceVersion"]) = (head.Uid, head.Metadata.ResourceVersion);
        try
        {
            await _api.PatchAsync(head.Resource.Path.Item(ObjectKey.Of(head)), new() { ["metadata"] = metadata }, cancellation);
        }
        catch (ApiRefusalException refusal) when (refusal.IsNotFound)
        {
            _log.LogDebug("{Subject} went before its owners were put right", ObjectKey.Of(head));
        }
    }

    private static string GroupOf(string apiVersion) => apiVersion.Contains('/') ? apiVersion.Split('/')[0] : "";

    private enum OwnerFate
    {
        Lives,
        LivesUnseen,
        Gone,
        WaitsForDependents,
    }
}
