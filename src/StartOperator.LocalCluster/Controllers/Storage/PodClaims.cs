using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Storage;

/// <summary>The claims a pod uses.</summary>
internal static class PodClaims
{
    /// <summary>Their names, those of ephemeral volumes included.</summary>
    public static IEnumerable<string> Of(V1Pod pod) => (pod.Spec.Volumes ?? []).Select(volume => Of(pod, volume)).OfType<string>();

    /// <summary>The claim behind one volume; null when it needs none.</summary>
    public static string? Of(V1Pod pod, V1Volume volume) =>
        volume.PersistentVolumeClaim?.ClaimName ?? (volume.Ephemeral is null ? null : $"{pod.Metadata.Name}-{volume.Name}");
}
