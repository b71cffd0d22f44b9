using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Storage;

/// <summary>
/// Tells the phase of volumes (Available, Bound, Released), the other half of <see cref="ClaimBinder"/>. Released volumes whose reclaim
/// policy is Delete are deleted by who provisioned them; Retain keeps them.
/// </summary>
public sealed class VolumePhases : IClusterController
{
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1PersistentVolumeClaim> _claims;
    private readonly WatchedKind<V1PersistentVolume> _volumes;
    private readonly WorkLoop<ObjectKey> _work;

    /// <summary>The phases of a cluster's volumes.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="log">Told of failures.</param>
    public VolumePhases(ClusterApi api, ClusterWatch cluster, ILogger log)
    {
        _api = api.As("claim-binder");
        _claims = cluster.Of<V1PersistentVolumeClaim>();
        _volumes = cluster.Of<V1PersistentVolume>();
        _work = new WorkLoop<ObjectKey>("volume phases", SyncAsync, TimeProvider.System, log)
            .On(_volumes, volume => [ObjectKey.Of(volume)])
            .On(_claims, Named);
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private IEnumerable<ObjectKey> Named(V1PersistentVolumeClaim claim) =>
        string.IsNullOrEmpty(claim.Spec.VolumeName)
            ? _volumes.All.Where(volume => volume.Spec.ClaimRef?.Uid == claim.Metadata.Uid).Select(volume => ObjectKey.Of(volume))
            : [new(null, claim.Spec.VolumeName)];

    private async Task<TimeSpan?> SyncAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (_volumes.Find(key) is { } volume && Phase(volume) is { } phase && phase != volume.Status?.Phase)
        {
            var patch = new JsonObject { ["status"] = new JsonObject { ["phase"] = phase } };
            _volumes.Remember(await _api.PatchAsync<V1PersistentVolume>(key, patch, cancellation, "status"));
        }

        return null;
    }

    /// <returns>Null where the present phase stays.</returns>
    private string? Phase(V1PersistentVolume volume)
    {
        if (volume.Spec.ClaimRef is not { Uid.Length: > 0 } reference)
        {
            return "Available"; // Free, or reserved for a claim that isn't there yet.
        }

        var claim = _claims.Find(new(reference.NamespaceProperty, reference.Name));
        if (claim is null || claim.Metadata.Uid != reference.Uid)
        {
            return volume.Status?.Phase is "Failed" ? null : "Released";
        }

        return claim.Spec.VolumeName == volume.Metadata.Name ? "Bound" : null;
    }
}
