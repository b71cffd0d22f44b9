using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Storage;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>What a pod needs besides its images: the claims, ConfigMaps and Secrets its volumes and its environment name.</summary>
/// <param name="Claim">A claim by name; null when there is none.</param>
/// <param name="ConfigMap">The keys of a ConfigMap; null when there is none.</param>
/// <param name="Secret">The keys of a Secret; null when there is none.</param>
internal sealed record PodNeeds(
    Func<ObjectKey, V1PersistentVolumeClaim?> Claim, Func<ObjectKey, IReadOnlySet<string>?> ConfigMap, Func<ObjectKey, IReadOnlySet<string>?> Secret)
{
    /// <summary>Why the pod's volumes can't be mounted, in the kubelet's words; null when they can.</summary>
    public string? UnmountableVolumes(V1Pod pod)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (UnboundClaim(pod, volume) is { } fault)
            {
                return $"Unable to attach or mount volumes: unmounted volumes=[{volume.Name}], unattached volumes=[], "
                    + $"failed to process volumes=[{volume.Name}]: {fault}";
            }

            if (Sources(volume).Select(source => Missing(pod, source)).FirstOrDefault(fault => fault is not null) is { } missing)
            {
                return $"MountVolume.SetUp failed for volume \"{volume.Name}\" : {missing}";
            }
        }

        return null;
    }

    /// <summary>Why a container can't be configured, in the kubelet's words; null when it can.</summary>
    public string? UnresolvedEnvironment(V1Pod pod, V1Container container)
    {
        var ns = pod.Metadata.NamespaceProperty;
        foreach (var from in container.EnvFrom ?? [])
        {
            if (from.ConfigMapRef is { Optional: not true } map && ConfigMap(new(ns, map.Name)) is null)
            {
                return $"configmap \"{map.Name}\" not found";
            }

            if (from.SecretRef is { Optional: not true } secret && Secret(new(ns, secret.Name)) is null)
            {
                return $"secret \"{secret.Name}\" not found";
            }
        }

        return (container.Env ?? []).Select(variable => Unresolved(ns, variable.ValueFrom)).FirstOrDefault(fault => fault is not null);
    }

    private string? Unresolved(string ns, V1EnvVarSource? source) => source switch
    {
        { ConfigMapKeyRef: { Optional: not true } map } => ConfigMap(new(ns, map.Name)) switch
        {
            null => $"configmap \"{map.Name}\" not found",
            var keys => keys.Contains(map.Key) ? null : $"couldn't find key {map.Key} in ConfigMap {ns}/{map.Name}",
        },
        { SecretKeyRef: { Optional: not true } secret } => Secret(new(ns, secret.Name)) switch
        {
            null => $"secret \"{secret.Name}\" not found",
            var keys => keys.Contains(secret.Key) ? null : $"couldn't find key {secret.Key} in Secret {ns}/{secret.Name}",
        },
        _ => null,
    };

    private string? UnboundClaim(V1Pod pod, V1Volume volume)
    {
        var name = PodClaims.Of(pod, volume);
        if (name is null)
        {
            return null;
        }

        var key = new ObjectKey(pod.Metadata.NamespaceProperty, name);
        return Claim(key) switch
        {
            null => $"error processing PVC {key}: failed to fetch PVC from API server: persistentvolumeclaims \"{name}\" not found",
            { Metadata.DeletionTimestamp: not null } => $"error processing PVC {key}: PVC is being deleted",
            { Status.Phase: not "Bound" } or { Spec.VolumeName: null or "" } => $"error processing PVC {key}: PVC is not bound",
            _ => null,
        };
    }

    private static IEnumerable<(string Kind, string Name, IEnumerable<string> Keys)> Sources(V1Volume volume)
    {
        if (volume.ConfigMap is { Optional: not true } map)
        {
            yield return ("configmap", map.Name, Keys(map.Items));
        }

        if (volume.Secret is { Optional: not true } secret)
        {
            yield return ("secret", secret.SecretName, Keys(secret.Items));
        }

        foreach (var source in volume.Projected?.Sources ?? [])
        {
            if (source.ConfigMap is { Optional: not true } projectedMap)
            {
                yield return ("configmap", projectedMap.Name, Keys(projectedMap.Items));
            }

            if (source.Secret is { Optional: not true } projectedSecret)
            {
                yield return ("secret", projectedSecret.Name, Keys(projectedSecret.Items));
            }
        }
    }

    private static IEnumerable<string> Keys(IList<V1KeyToPath>? items) => (items ?? []).Select(item => item.Key);

    private string? Missing(V1Pod pod, (string Kind, string Name, IEnumerable<string> Keys) source)
    {
        var key = new ObjectKey(pod.Metadata.NamespaceProperty, source.Name);
        var present = source.Kind == "secret" ? Secret(key) : ConfigMap(key);
        return present is null ? $"{source.Kind} \"{source.Name}\" not found"
            : source.Keys.FirstOrDefault(wanted => !present.Contains(wanted)) is { } absent
                ? $"references non-existent {(source.Kind == "secret" ? "secret" : "config")} key: {absent}"
            : null;
    }
}
