using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>What one scheduling decision is made on.</summary>
/// <param name="Nodes">All nodes, by name.</param>
/// <param name="Pods">The pods that are on nodes or on their way, with their nodes' names.</param>
/// <param name="Claim">A claim by name; null when there is none.</param>
/// <param name="Volumes">All volumes.</param>
/// <param name="StorageClass">A StorageClass by name; null when there is none.</param>
/// <param name="NamespaceLabels">The labels of a namespace.</param>
internal sealed record ClusterSnapshot(
    IReadOnlyDictionary<string, V1Node> Nodes,
    IReadOnlyList<(V1Pod Pod, string Node)> Pods,
    Func<ObjectKey, V1PersistentVolumeClaim?> Claim,
    IReadOnlyCollection<V1PersistentVolume> Volumes,
    Func<string, V1StorageClass?> StorageClass,
    Func<string, IDictionary<string, string>?> NamespaceLabels)
{
    private readonly ILookup<string, V1Pod> _byNode = Pods.ToLookup(placed => placed.Node, placed => placed.Pod);

    /// <summary>The pods on a node that still run or will.</summary>
    public IEnumerable<V1Pod> On(V1Node node) => _byNode[node.Metadata.Name];
}

/// <summary>Why a pod can't go to a node.</summary>
/// <param name="Reasons">In the scheduler's words, one for each thing that is missing.</param>
/// <param name="IsFinal">Nothing that runs on the node could make room by going.</param>
internal sealed record Refusal(IReadOnlyList<string> Reasons, bool IsFinal)
{
    public Refusal(string reason, bool isFinal)
        : this([reason], isFinal)
    {
    }
}
