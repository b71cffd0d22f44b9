using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Storage;

/// <summary>
/// Binds claims to volumes, asks provisioners for volumes where none suits, and notices claims that lost their volume; what
/// kube-controller-manager's persistent volume controller does for claims. Volumes are <see cref="VolumePhases"/>' part.
/// </summary>
public sealed class ClaimBinder : IClusterController
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1PersistentVolumeClaim> _claims;
    private readonly WatchedKind<V1PersistentVolume> _volumes;
    private readonly WatchedKind<V1StorageClass> _classes;
    private readonly EventRecorder _events;
    private readonly WorkLoop<ObjectKey> _work;

    /// <summary>The binder of a cluster.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="clock">The time of events.</param>
    /// <param name="log">Told of failures.</param>
    public ClaimBinder(ClusterApi api, ClusterWatch cluster, TimeProvider clock, ILogger log)
    {
        _api = api.As("claim-binder");
        _claims = cluster.Of<V1PersistentVolumeClaim>();
        _volumes = cluster.Of<V1PersistentVolume>();
        _classes = cluster.Of<V1StorageClass>();
        _events = new(_api, "persistentvolume-controller", null, clock, log);
        _work = new WorkLoop<ObjectKey>("claim binder", SyncAsync, clock, log)
            .On(_claims, claim => [ObjectKey.Of(claim)])
            .On(_volumes, About)
            .On(_classes, _ => Unbound());
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private IEnumerable<ObjectKey> Unbound() => _claims.All.Where(claim => claim.Status?.Phase != "Bound").Select(claim => ObjectKey.Of(claim));

    private IEnumerable<ObjectKey> About(V1PersistentVolume volume) =>
        volume.Spec.ClaimRef is { } claim ? [new(claim.NamespaceProperty, claim.Name)] : Unbound();

    private async Task<TimeSpan?> SyncAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (_claims.Find(key) is not { } claim)
        {
            return null;
        }

        if (Annotation(claim, ClaimAnnotations.BindCompleted) is not null)
        {
            await KeepAsync(claim, cancellation);
        }
        else if (!string.IsNullOrEmpty(claim.Spec.VolumeName))
        {
            await BindToNamedAsync(claim, cancellation);
        }
        else
        {
            await BindToAnyAsync(claim, cancellation);
        }

        return null;
    }

    private async Task BindToNamedAsync(V1PersistentVolumeClaim claim, CancellationToken cancellation)
    {
        var volume = _volumes.Find(new(null, claim.Spec.VolumeName));
        if (volume is not null && (volume.Spec.ClaimRef is null || ClaimMatching.IsReservedFor(volume, claim)))
        {
            await BindAsync(claim, volume, cancellation);
        }
        else
        {
            await ReportAsync(claim, "Pending", cancellation);
        }
    }

    private async Task BindToAnyAsync(V1PersistentVolumeClaim claim, CancellationToken cancellation)
    {
        var storageClass = claim.Spec.StorageClassName is { Length: > 0 } name ? _classes.Find(new(null, name)) : null;
        var waits = storageClass?.VolumeBindingMode == "WaitForFirstConsumer" && Annotation(claim, ClaimAnnotations.SelectedNode) is null;
        if (ClaimMatching.Find(claim, _volumes.All, onlyReserved: waits) is { } volume)
        {
            await BindAsync(claim, volume, cancellation);
            return;
        }

        await ReportAsync(claim, "Pending", cancellation);
        if (waits)
        {
            await _events.NormalAsync(claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding", cancellation);
        }
        else if (string.IsNullOrEmpty(claim.Spec.StorageClassName))
        {
            await _events.NormalAsync(
                claim, "FailedBinding", "no persistent volumes available for this claim and no storage class is set", cancellation);
        }
        else if (storageClass is null)
        {
            await _events.WarningAsync(
                claim, "ProvisioningFailed", $"storageclass.storage.k8s.io \"{claim.Spec.StorageClassName}\" not found", cancellation);
        }
        else if (storageClass.Provisioner != NoProvisioner)
        {
            await AskForAsync(claim, storageClass.Provisioner, cancellation);
        }
    }

    private async Task AskForAsync(V1PersistentVolumeClaim claim, string provisioner, CancellationToken cancellation)
    {
        if (Annotation(claim, ClaimAnnotations.Provisioner) != provisioner)
        {
            var annotations = new JsonObject { [ClaimAnnotations.Provisioner] = provisioner, [ClaimAnnotations.BetaProvisioner] = provisioner };
            claim = await PatchAsync(claim, new() { ["annotations"] = annotations }, null, cancellation);
            await _events.NormalAsync(
                claim,
                "ExternalProvisioning",
                $"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the system administrator. "
                + "If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
                cancellation);
        }
    }

    private async Task KeepAsync(V1PersistentVolumeClaim claim, CancellationToken cancellation)
    {
        var volume = string.IsNullOrEmpty(claim.Spec.VolumeName) ? null : _volumes.Find(new(null, claim.Spec.VolumeName));
        if (volume is not null && (volume.Spec.ClaimRef is null || ClaimMatching.IsReservedFor(volume, claim)))
        {
            await BindAsync(claim, volume, cancellation);
        }
        else if (claim.Status?.Phase != "Lost")
        {
            await ReportAsync(claim, "Lost", cancellation);
            await (volume is null
                ? _events.WarningAsync(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!", cancellation)
                : _events.WarningAsync(
                    claim, "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly", cancellation));
        }
    }

    /// <summary>Volume first, claim second: whatever is interrupted is taken up again from what is written.</summary>
    private async Task BindAsync(V1PersistentVolumeClaim claim, V1PersistentVolume volume, CancellationToken cancellation)
    {
        if (volume.Spec.ClaimRef?.Uid != claim.Metadata.Uid)
        {
            volume = await VolumeReservation.MakeAsync(_api, claim, volume, cancellation);
            _volumes.Remember(volume);
        }

        if (volume.Status?.Phase != "Bound")
        {
            var bound = new JsonObject { ["status"] = new JsonObject { ["phase"] = "Bound" } };
            _volumes.Remember(await _api.PatchAsync<V1PersistentVolume>(ObjectKey.Of(volume), bound, cancellation, "status"));
        }

        var annotations = new JsonObject();
        if (Annotation(claim, ClaimAnnotations.BindCompleted) is null)
        {
            annotations[ClaimAnnotations.BindCompleted] = "yes";
        }

        if (string.IsNullOrEmpty(claim.Spec.VolumeName))
        {
            annotations[ClaimAnnotations.BoundByController] = "yes";
        }

        if (annotations.Count > 0)
        {
            claim = await PatchAsync(claim, new() { ["annotations"] = annotations }, new() { ["volumeName"] = volume.Metadata.Name }, cancellation);
        }

        await ReportAsync(claim, "Bound", cancellation, volume);
    }

    private async Task<V1PersistentVolumeClaim> PatchAsync(
        V1PersistentVolumeClaim claim, JsonObject metadata, JsonObject? spec, CancellationToken cancellation)
    {
        metadata["resourceVersion"] = claim.Metadata.ResourceVersion;
        var patch = new JsonObject { ["metadata"] = metadata };
        if (spec is not null)
        {
            patch["spec"] = spec;
        }

        var patched = await _api.PatchAsync<V1PersistentVolumeClaim>(ObjectKey.Of(claim), patch, cancellation);
        _claims.Remember(patched);
        return patched;
    }

    private async Task ReportAsync(V1PersistentVolumeClaim claim, string phase, CancellationToken cancellation, V1PersistentVolume? volume = null)
    {
        if (claim.Status?.Phase == phase && (volume is null || claim.Status.Capacity is not null))
        {
            return;
        }

        var status = new V1PersistentVolumeClaimStatus { Phase = phase, AccessModes = volume?.Spec.AccessModes, Capacity = volume?.Spec.Capacity };
        var report = JsonNode.Parse(KubernetesJson.Serialize(status))!.AsObject();
        report.TryAdd("accessModes", null);
        report.TryAdd("capacity", null);
        _claims.Remember(await _api.PatchAsync<V1PersistentVolumeClaim>(ObjectKey.Of(claim), new() { ["status"] = report }, cancellation, "status"));
    }

    private static string? Annotation(V1PersistentVolumeClaim claim, string name) =>
        claim.Metadata.Annotations is { } annotations && annotations.TryGetValue(name, out var value) ? value : null;
}
