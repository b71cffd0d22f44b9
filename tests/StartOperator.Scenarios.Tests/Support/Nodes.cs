using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>The simulated nodes of scenarios.</summary>
public static class Nodes
{
    /// <summary>The label by which a scenario keeps its pods on nodes of its own, and other scenarios' pods off them by the taint of the same name.</summary>
    public const string Reserved = "scenario";

    /// <summary>The node that is always there: arm64, with room for every scenario's pods.</summary>
    public static SimulatedNodeOptions First { get; } = SimulatedCluster.QuickNode with
    {
        Heartbeat = TimeSpan.FromSeconds(3),
        Capacity = new Dictionary<string, string> { ["cpu"] = "200", ["memory"] = "800Gi", ["ephemeral-storage"] = "64Gi", ["pods"] = "2000" },
    };

    /// <summary>A node for the pods of one scenario alone.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="owner">The scenario's namespace.</param>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="labels">Further labels.</param>
    public static SimulatedNodeOptions For(string name, string owner, string architecture, IEnumerable<(string Key, string Value)> labels) => First with
    {
        Name = name,
        Architecture = architecture,
        Labels = labels.Append((Reserved, owner)).ToDictionary(),
        Taints = [new() { Key = Reserved, Value = owner, Effect = "NoSchedule" }],
    };
}
