using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Storage;

/// <summary>
/// Makes a volume for every claim of a StorageClass whose provisioner is <see cref="Name"/>, grows it when its claim grows, and deletes
/// it when it is released. The volumes are names without storage behind them: simulated nodes mount anything.
/// </summary>
/// <remarks>
/// It does what an external provisioner and resizer do and leaves to the cluster's volume binder what is the binder's, so it works beside
/// kube-controller-manager as well as beside <c>ClaimBinder</c>.
/// </remarks>
public sealed class ClaimProvisioner : IClusterController
{
    /// <summary>The provisioner's name in a StorageClass.</summary>
    public const string Name = "startoperator.io/simulated";

    private readonly ClusterApi _api;
    private readonly WatchedKind<V1PersistentVolumeClaim> _claims;
    private readonly WatchedKind<V1PersistentVolume> _volumes;
    private readonly WatchedKind<V1StorageClass> _classes;
    private readonly EventRecorder _events;
    private readonly WorkLoop<Item> _work;

    /// <summary>A provisioner for a cluster.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="clock">The time of events.</param>
    /// <param name="log">Told of failures.</param>
    public ClaimProvisioner(ClusterApi api, ClusterWatch cluster, TimeProvider clock, ILogger log)
    {
        _api = api.As("claim-provisioner");
        _claims = cluster.Of<V1PersistentVolumeClaim>();
        _volumes = cluster.Of<V1PersistentVolume>();
        _classes = cluster.Of<V1StorageClass>();
        _events = new(_api, Name, null, clock, log);
        _work = new WorkLoop<Item>("claim provisioner", SyncAsync, clock, log)
            .On(_claims, claim => [new(false, ObjectKey.Of(claim))])
            .On(_volumes, About)
            .On(_classes, _ => _claims.All.Select(claim => new Item(false, ObjectKey.Of(claim))));
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private static IEnumerable<Item> About(V1PersistentVolume volume)
    {
        yield return new(true, ObjectKey.Of(volume));
        if (volume.Spec.ClaimRef is { } claim)
        {
            yield return new(false, new(claim.NamespaceProperty, claim.Name));
        }
    }

    private async Task<TimeSpan?> SyncAsync(Item item, CancellationToken cancellation)
    {
        if (item.IsVolume)
        {
            if (_volumes.Find(item.Key) is { Status.Phase: "Released" } volume && IsOurs(volume))
            {
                await _api.DeleteAsync<V1PersistentVolume>(item.Key, new() { Preconditions = new() { Uid = volume.Metadata.Uid } }, cancellation);
            }
        }
        else if (_claims.Find(item.Key) is { Metadata.DeletionTimestamp: null, Spec.StorageClassName: { } className } claim
            && _classes.Find(new(null, className)) is { Provisioner: Name } storageClass)
        {
            await (string.IsNullOrEmpty(claim.Spec.VolumeName)
                ? ProvisionAsync(claim, storageClass, cancellation)
                : GrowAsync(claim, storageClass, cancellation));
        }

        return null;
    }

    private static bool IsOurs(V1PersistentVolume volume) =>
        volume is { Metadata.DeletionTimestamp: null, Spec.PersistentVolumeReclaimPolicy: "Delete" }
        && volume.Metadata.Annotations?.TryGetValue(ClaimAnnotations.ProvisionedBy, out var by) == true && by == Name;

    private async Task ProvisionAsync(V1PersistentVolumeClaim claim, V1StorageClass storageClass, CancellationToken cancellation)
    {
        var annotations = claim.Metadata.Annotations ?? new Dictionary<string, string>();
        var node = annotations.TryGetValue(ClaimAnnotations.SelectedNode, out var selected) ? selected : null;
        var isAsked = annotations.TryGetValue(ClaimAnnotations.Provisioner, out var provisioner) && provisioner == Name;
        var name = $"pvc-{claim.Metadata.Uid}";
        if (!isAsked || (storageClass.VolumeBindingMode == "WaitForFirstConsumer" && node is null) || _volumes.Find(new(null, name)) is not null)
        {
            return;
        }

        await _events.NormalAsync(
            claim, "Provisioning", $"External provisioner is provisioning volume for claim \"{ObjectKey.Of(claim)}\"", cancellation);
        if (await _api.CreateIfAbsentAsync(Volume(name, claim, storageClass, node), cancellation) is { } created)
        {
            _volumes.Remember(created);
            await _events.NormalAsync(claim, "ProvisioningSucceeded", $"Successfully provisioned volume {name}", cancellation);
        }
    }

    private async Task GrowAsync(V1PersistentVolumeClaim claim, V1StorageClass storageClass, CancellationToken cancellation)
    {
        if (claim.Status?.Phase != "Bound" || claim.Spec.Resources?.Requests?.TryGetValue("storage", out var wanted) != true
            || storageClass.AllowVolumeExpansion != true || _volumes.Find(new(null, claim.Spec.VolumeName)) is not { } volume)
        {
            return;
        }

        var capacity = new JsonObject { ["capacity"] = new JsonObject { ["storage"] = wanted!.ToString() } };
        if (ClaimMatching.Storage(volume.Spec.Capacity) < wanted.ToDecimal())
        {
            await _events.NormalAsync(claim, "Resizing", $"External resizer is resizing volume {volume.Metadata.Name}", cancellation);
            _volumes.Remember(await _api.PatchAsync<V1PersistentVolume>(ObjectKey.Of(volume), new() { ["spec"] = capacity }, cancellation));
        }

        if (ClaimMatching.Storage(claim.Status.Capacity) is > 0 and var known && known < wanted.ToDecimal())
        {
            _claims.Remember(await _api.PatchAsync<V1PersistentVolumeClaim>(
                ObjectKey.Of(claim), new() { ["status"] = capacity.DeepClone() }, cancellation, "status"));
            await _events.NormalAsync(claim, "VolumeResizeSuccessful", "Resize volume succeeded", cancellation);
        }
    }

    private static V1PersistentVolume Volume(string name, V1PersistentVolumeClaim claim, V1StorageClass storageClass, string? node) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolume",
        Metadata = new() { Name = name, Annotations = new Dictionary<string, string> { [ClaimAnnotations.ProvisionedBy] = Name } },
        Spec = new()
        {
            StorageClassName = storageClass.Metadata.Name,
            PersistentVolumeReclaimPolicy = storageClass.ReclaimPolicy ?? "Delete",
            MountOptions = storageClass.MountOptions,
            AccessModes = claim.Spec.AccessModes,
            VolumeMode = claim.Spec.VolumeMode,
            Capacity = new Dictionary<string, ResourceQuantity> { ["storage"] = claim.Spec.Resources.Requests["storage"] },
            HostPath = new() { Path = $"/var/lib/startoperator/simulated/{name}", Type = "DirectoryOrCreate" },
            ClaimRef = new()
            {
                ApiVersion = "v1",
                Kind = "PersistentVolumeClaim",
                Name = claim.Metadata.Name,
                NamespaceProperty = claim.Metadata.NamespaceProperty,
                Uid = claim.Metadata.Uid,
                ResourceVersion = claim.Metadata.ResourceVersion,
            },
            NodeAffinity = node is null ? null : OnlyOn(node),
        },
    };

    private static V1VolumeNodeAffinity OnlyOn(string node) => new()
    {
        Required = new()
        {
            NodeSelectorTerms = [new() { MatchExpressions = [new() { Key = "kubernetes.io/hostname", OperatorProperty = "In", Values = [node] }] }],
        },
    };

    private readonly record struct Item(bool IsVolume, ObjectKey Key);
}
