using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Storage;

/// <summary>Holds a deleted claim until no scheduled pod uses it, and a deleted volume until it is no longer bound.</summary>
public sealed class StorageProtection : IClusterController
{
    private const string ClaimFinalizer = "kubernetes.io/pvc-protection";
    private const string VolumeFinalizer = "kubernetes.io/pv-protection";
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1PersistentVolumeClaim> _claims;
    private readonly WatchedKind<V1PersistentVolume> _volumes;
    private readonly WatchedKind<V1Pod> _pods;
    private readonly WorkLoop<ObjectKey> _work;

    /// <summary>The protection of a cluster's storage.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="log">Told of failures.</param>
    public StorageProtection(ClusterApi api, ClusterWatch cluster, ILogger log)
    {
        _api = api.As("storage-protection");
        _claims = cluster.Of<V1PersistentVolumeClaim>();
        _volumes = cluster.Of<V1PersistentVolume>();
        _pods = cluster.Of<V1Pod>();
        _work = new WorkLoop<ObjectKey>("storage protection", SyncAsync, TimeProvider.System, log)
            .On(_claims, claim => [ObjectKey.Of(claim)])
            .On(_volumes, volume => [ObjectKey.Of(volume)])
            .On(_pods, pod => PodClaims.Of(pod).Select(name => new ObjectKey(pod.Metadata.NamespaceProperty, name)));
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private async Task<TimeSpan?> SyncAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (key.Namespace is null)
        {
            if (_volumes.Find(key) is { } volume)
            {
                await ProtectAsync(_volumes, volume, VolumeFinalizer, volume.Status?.Phase == "Bound", cancellation);
            }
        }
        else if (_claims.Find(key) is { } claim)
        {
            await ProtectAsync(_claims, claim, ClaimFinalizer, claim.Metadata.DeletionTimestamp is not null && IsUsed(key), cancellation);
        }

        return null;
    }

    // A pod that ended still counts until it is deleted; one that no kubelet has seen doesn't.
    private bool IsUsed(ObjectKey claim) => _pods.All.Any(pod =>
        pod.Metadata.NamespaceProperty == claim.Namespace && !string.IsNullOrEmpty(pod.Spec.NodeName) && PodClaims.Of(pod).Contains(claim.Name));

    private async Task ProtectAsync<T>(WatchedKind<T> kind, T subject, string finalizer, bool isUsed, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        IList<string> present = subject.Metadata.Finalizers ?? [];
        var wanted = subject.Metadata.DeletionTimestamp is null ? present.Append(finalizer).Distinct()
            : isUsed ? present
            : present.Where(held => held != finalizer);
        var finalizers = wanted.ToList();
        if (finalizers.Count == present.Count)
        {
            return;
        }

        var metadata = new JsonObject
        {
            ["resourceVersion"] = subject.Metadata.ResourceVersion,
            ["finalizers"] = new JsonArray([.. finalizers.Select(name => (JsonNode)name)]),
        };
        kind.Remember(await _api.PatchAsync<T>(ObjectKey.Of(subject), new() { ["metadata"] = metadata }, cancellation));
    }
}
