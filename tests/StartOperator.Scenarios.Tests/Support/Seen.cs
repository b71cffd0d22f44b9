using k8s.Models;
using StartOperator.Resources;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>What scenarios look at, in their words.</summary>
public static class Seen
{
    /// <summary>A condition of a service; null when it isn't set.</summary>
    /// <param name="service">The service.</param>
    /// <param name="type">The condition's type.</param>
    public static ServiceCondition? Condition(this StartService service, string type) => service.Status?.Conditions.FirstOrDefault(c => c.Type == type);

    /// <summary>The claim that a pod mounts at a path, with its folder; null when there is none.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="path">The path.</param>
    public static string? ClaimAt(this V1Pod pod, string path)
    {
        var mount = pod.Spec.Containers[0].VolumeMounts?.FirstOrDefault(m => m.MountPath == path);
        var claim = pod.Spec.Volumes?.FirstOrDefault(v => v.Name == mount?.Name)?.PersistentVolumeClaim?.ClaimName;
        return claim is null ? null : $"{claim}/{mount!.SubPath}{(mount.ReadOnlyProperty == true ? " (read-only)" : "")}";
    }
}
