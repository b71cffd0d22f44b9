using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>What a simulated node is and how its containers behave.</summary>
public sealed record SimulatedNodeOptions
{
    /// <summary>The node's name.</summary>
    public string Name { get; init; } = "arm-1";

    /// <summary>The architecture its label and node info tell, such as <c>arm64</c>, <c>amd64</c>, <c>arm</c>.</summary>
    public string Architecture { get; init; } = "arm64";

    /// <summary>Labels besides those every node has.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Taints the node registers with.</summary>
    public IReadOnlyList<V1Taint> Taints { get; init; } = [];

    /// <summary>What the node has; all of it is allocatable.</summary>
    public IReadOnlyDictionary<string, string> Capacity { get; init; } = new Dictionary<string, string>
    {
        ["cpu"] = "4",
        ["memory"] = "8Gi",
        ["ephemeral-storage"] = "64Gi",
        ["pods"] = "110",
    };

    /// <summary>What containers do; <see cref="ContainerPlan.Default"/> unless a test wants otherwise.</summary>
    public ContainerBehaviour Behaviour { get; init; } = ContainerPlan.Default;

    /// <summary>The pause between restarts, and between pulls.</summary>
    public BackOff BackOff { get; init; } = BackOff.Kubelet;

    /// <summary>The longest grace period a stopping container gets, whatever its pod asks for; null leaves the pod's.</summary>
    public TimeSpan? LongestGracePeriod { get; init; }

    /// <summary>The time containers live in. Heartbeats run on the wall clock regardless: a cluster must not think the node lost.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How often the node renews its lease.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the node writes what goes wrong.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
