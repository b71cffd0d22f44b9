using k8s.Models;

namespace StartOperator.Testing;

/// <summary>How things stand with an object, in the words a test waits for.</summary>
public static class Observed
{
    /// <summary>The pod is ready.</summary>
    /// <param name="pod">The pod.</param>
    public static bool IsReady(V1Pod pod) => Condition(pod, "Ready") is { Status: "True" };

    /// <summary>A condition of a pod; null when it isn't set.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="type">The condition's type.</param>
    public static V1PodCondition? Condition(V1Pod pod, string type) =>
        (pod.Status?.Conditions ?? []).FirstOrDefault(condition => condition.Type == type);

    /// <summary>The reason why a container waits; null when it doesn't.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container; the first by default.</param>
    public static string? WaitingReason(V1Pod pod, string? container = null) => Container(pod, container)?.State?.Waiting?.Reason;

    /// <summary>The status of a container; null before there is one.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container, an init container too; the first main one by default.</param>
    public static V1ContainerStatus? Container(V1Pod pod, string? container = null) =>
        (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? [])
            .FirstOrDefault(status => container is null || status.Name == container);
}
