using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>Which of the nodes that fit a pod suits it best, by kube-scheduler's scores and weights.</summary>
internal static class NodeScore
{
    /// <summary>The best node; of equal ones the first by name, where kube-scheduler throws dice.</summary>
    public static V1Node Best(V1Pod pod, IReadOnlyList<V1Node> nodes, ClusterSnapshot cluster)
    {
        var liked = Normalized(nodes, node => Liking(pod, node));
        var near = Normalized(nodes, node => PodAffinity.Preference(pod, node, cluster));
        var clean = Normalized(nodes, node => -(node.Spec?.Taints ?? [])
            .Count(taint => taint.Effect == "PreferNoSchedule" && !Tolerations.Tolerates(pod, taint)));
        return nodes
            .OrderByDescending(node => (2 * liked(node)) + (2 * near(node)) + (3 * clean(node)) + Emptiness(pod, node, cluster))
            .ThenBy(node => cluster.On(node).Count())
            .ThenBy(node => node.Metadata.Name)
            .First();
    }

    private static int Liking(V1Pod pod, V1Node node) => (pod.Spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
        .Where(term => NodeSelectors.Matches(term.Preference, node))
        .Sum(term => term.Weight);

    // Spread over 0 to 100 between the worst and the best node.
    private static Func<V1Node, decimal> Normalized(IReadOnlyList<V1Node> nodes, Func<V1Node, int> score)
    {
        var (lowest, highest) = (nodes.Min(score), nodes.Max(score));
        return node => highest == lowest ? 0 : 100m * (score(node) - lowest) / (highest - lowest);
    }

    // LeastAllocated: the mean of the free shares of cpu and memory, with the pod on the node.
    private static decimal Emptiness(V1Pod pod, V1Node node, ClusterSnapshot cluster)
    {
        var (all, free) = (PodResources.Allocatable(node), PodResources.Free(node, cluster.On(node).Append(pod)));
        return new[] { "cpu", "memory" }.Average(resource =>
            all.GetValueOrDefault(resource) is > 0 and var total ? 100m * free.GetValueOrDefault(resource) / total : 0);
    }
}
