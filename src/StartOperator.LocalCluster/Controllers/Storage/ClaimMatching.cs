using k8s.Models;
using StartOperator.LocalCluster.Controllers.Scheduling;

namespace StartOperator.LocalCluster.Controllers.Storage;

/// <summary>Which volume suits a claim.</summary>
internal static class ClaimMatching
{
    /// <summary>The smallest free volume that a claim can be bound to; one that names the claim goes first.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="volumes">All volumes.</param>
    /// <param name="onlyReserved">Consider only volumes that name the claim, as before a first consumer is there.</param>
    /// <param name="node">The node the volume must be reachable from; null for any.</param>
    public static V1PersistentVolume? Find(
        V1PersistentVolumeClaim claim, IEnumerable<V1PersistentVolume> volumes, bool onlyReserved, V1Node? node = null)
    {
        var suitable = volumes.Where(volume => volume.Metadata.DeletionTimestamp is null && Suits(claim, volume, node)).ToList();
        return suitable.FirstOrDefault(volume => IsReservedFor(volume, claim))
            ?? (onlyReserved ? null : suitable.Where(volume => volume.Spec.ClaimRef is null && volume.Status?.Phase is "Available" or null)
                .OrderBy(volume => Storage(volume.Spec.Capacity)).ThenBy(volume => volume.Metadata.Name).FirstOrDefault());
    }

    /// <summary>The volume names this claim.</summary>
    public static bool IsReservedFor(V1PersistentVolume volume, V1PersistentVolumeClaim claim) =>
        volume.Spec.ClaimRef is { } reference
        && (reference.NamespaceProperty, reference.Name) == (claim.Metadata.NamespaceProperty, claim.Metadata.Name)
        && (string.IsNullOrEmpty(reference.Uid) || reference.Uid == claim.Metadata.Uid);

    /// <summary>An amount of storage; 0 when none is told.</summary>
    public static decimal Storage(IDictionary<string, ResourceQuantity>? amounts) =>
        amounts?.TryGetValue("storage", out var storage) == true ? storage.ToDecimal() : 0;

    /// <summary>A node can reach a volume.</summary>
    public static bool IsReachable(V1PersistentVolume volume, V1Node node) =>
        volume.Spec.NodeAffinity?.Required is not { } required || NodeSelectors.Matches(required, node);

    private static bool Suits(V1PersistentVolumeClaim claim, V1PersistentVolume volume, V1Node? node) =>
        (volume.Spec.ClaimRef is null || IsReservedFor(volume, claim))
        && (volume.Spec.StorageClassName ?? "") == (claim.Spec.StorageClassName ?? "")
        && (volume.Spec.VolumeMode ?? "Filesystem") == (claim.Spec.VolumeMode ?? "Filesystem")
        && claim.Spec.AccessModes.All(volume.Spec.AccessModes.Contains)
        && Storage(volume.Spec.Capacity) >= Storage(claim.Spec.Resources?.Requests)
        && NodeSelectors.Matches(claim.Spec.Selector, volume.Metadata.Labels, whenNull: true)
        && (node is null || IsReachable(volume, node));
}
