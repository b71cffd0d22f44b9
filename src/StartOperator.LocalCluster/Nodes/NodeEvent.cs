using System.Globalization;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>Something a kubelet would tell about a pod in an Event.</summary>
internal sealed record NodeEvent(string Type, string Reason, string Message, string? FieldPath)
{
    public static NodeEvent Normal(string reason, string message, ContainerRun container) => new("Normal", reason, message, Field(container));

    public static NodeEvent Warning(string reason, string message, ContainerRun? container) =>
        new("Warning", reason, message, container is null ? null : Field(container));

    private static string Field(ContainerRun container) => $"spec.{(container.IsInit ? "initContainers" : "containers")}{{{container.Spec.Name}}}";
}

/// <summary>Lengths of time as the components of a cluster write them.</summary>
internal static class Durations
{
    /// <summary>Such as <c>10s</c>, <c>1m20s</c>, <c>0s</c>.</summary>
    public static string Go(TimeSpan length)
    {
        var seconds = (length - TimeSpan.FromMinutes((long)length.TotalMinutes)).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return length.TotalHours >= 1 ? $"{(long)length.TotalHours}h{length.Minutes}m{seconds}s"
            : length.TotalMinutes >= 1 ? $"{length.Minutes}m{seconds}s"
            : $"{seconds}s";
    }
}
