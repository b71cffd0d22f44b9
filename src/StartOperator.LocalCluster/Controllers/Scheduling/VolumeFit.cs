using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Storage;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>Whether a pod's claims can be used on a node, or be given volumes there.</summary>
internal static class VolumeFit
{
    /// <summary>Why a pod can't be scheduled anywhere because of its claims; null when it might.</summary>
    public static string? RefuseAll(V1Pod pod, ClusterSnapshot cluster)
    {
        foreach (var name in PodClaims.Of(pod))
        {
            if (cluster.Claim(new(pod.Metadata.NamespaceProperty, name)) is not { } claim)
            {
                return $"persistentvolumeclaim \"{name}\" not found";
            }

            if (claim.Metadata.DeletionTimestamp is not null)
            {
                return $"persistentvolumeclaim \"{name}\" is being deleted";
            }

            if (claim.Status?.Phase == "Lost")
            {
                return $"persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \"{claim.Spec.VolumeName}\"";
            }

            if (!IsBound(claim) && !WaitsForConsumer(claim, cluster))
            {
                return "pod has unbound immediate PersistentVolumeClaims";
            }
        }

        return null;
    }

    /// <summary>Why a pod's claims keep it from a node; null when they don't.</summary>
    public static Refusal? Refuse(V1Pod pod, V1Node node, ClusterSnapshot cluster)
    {
        foreach (var claim in Claims(pod, cluster))
        {
            if (IsBound(claim))
            {
                if (cluster.Volumes.FirstOrDefault(volume => volume.Metadata.Name == claim.Spec.VolumeName) is not { } volume)
                {
                    return new("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)", isFinal: true);
                }

                if (!ClaimMatching.IsReachable(volume, node))
                {
                    return new("node(s) didn't match PersistentVolume's node affinity", isFinal: true);
                }
            }
            else if (ClaimMatching.Find(claim, cluster.Volumes, onlyReserved: false, node) is null && !CanProvision(claim, node, cluster))
            {
                return new("node(s) didn't find available persistent volumes to bind", isFinal: true);
            }
        }

        return null;
    }

    /// <summary>The claims of a pod that have no volume yet.</summary>
    public static IEnumerable<V1PersistentVolumeClaim> Unbound(V1Pod pod, ClusterSnapshot cluster) =>
        Claims(pod, cluster).Where(claim => !IsBound(claim));

    private static IEnumerable<V1PersistentVolumeClaim> Claims(V1Pod pod, ClusterSnapshot cluster) => PodClaims.Of(pod).Distinct()
        .Select(name => cluster.Claim(new ObjectKey(pod.Metadata.NamespaceProperty, name)))
        .OfType<V1PersistentVolumeClaim>();

    private static bool IsBound(V1PersistentVolumeClaim claim) =>
        !string.IsNullOrEmpty(claim.Spec.VolumeName) && claim.Metadata.Annotations?.ContainsKey(ClaimAnnotations.BindCompleted) == true;

    private static V1StorageClass? Class(V1PersistentVolumeClaim claim, ClusterSnapshot cluster) =>
        string.IsNullOrEmpty(claim.Spec.StorageClassName) ? null : cluster.StorageClass(claim.Spec.StorageClassName);

    private static bool WaitsForConsumer(V1PersistentVolumeClaim claim, ClusterSnapshot cluster) =>
        Class(claim, cluster) is { VolumeBindingMode: "WaitForFirstConsumer" };

    private static bool CanProvision(V1PersistentVolumeClaim claim, V1Node node, ClusterSnapshot cluster) =>
        Class(claim, cluster) is { } storageClass && storageClass.Provisioner != "kubernetes.io/no-provisioner"
        && (storageClass.AllowedTopologies is not { Count: > 0 } allowed || allowed.Any(term => (term.MatchLabelExpressions ?? [])
            .All(expression => expression.Values.Contains(NodeSelectors.Label(node, expression.Key)))))
        && (claim.Metadata.Annotations?.TryGetValue(ClaimAnnotations.SelectedNode, out var selected) != true || selected == node.Metadata.Name);
}
