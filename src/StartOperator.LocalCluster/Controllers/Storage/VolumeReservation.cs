using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Storage;

/// <summary>The first half of a binding: a volume names the claim it is for.</summary>
internal static class VolumeReservation
{
    /// <summary>Has a volume name a claim; a conflict when the volume changed meanwhile.</summary>
    public static Task<V1PersistentVolume> MakeAsync(
        ClusterApi api, V1PersistentVolumeClaim claim, V1PersistentVolume volume, CancellationToken cancellation)
    {
        var metadata = new JsonObject { ["resourceVersion"] = volume.Metadata.ResourceVersion };
        if (volume.Spec.ClaimRef is null)
        {
            metadata["annotations"] = new JsonObject { [ClaimAnnotations.BoundByController] = "yes" };
        }

        var reference = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "PersistentVolumeClaim",
            ["namespace"] = claim.Metadata.NamespaceProperty,
            ["name"] = claim.Metadata.Name,
            ["uid"] = claim.Metadata.Uid,
            ["resourceVersion"] = claim.Metadata.ResourceVersion,
        };
        var patch = new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject { ["claimRef"] = reference } };
        return api.PatchAsync<V1PersistentVolume>(ObjectKey.Of(volume), patch, cancellation);
    }
}
