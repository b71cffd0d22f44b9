using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>Pods that want to be near other pods, or far from them.</summary>
internal static class PodAffinity
{
    /// <summary>Why a pod can't go to a node because of the pods there are; null when it can.</summary>
    public static Refusal? Refuse(V1Pod pod, V1Node node, ClusterSnapshot cluster)
    {
        var wanted = Terms(pod.Spec.Affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution);
        if (!wanted.All(term => NodeSelectors.Label(node, term.TopologyKey) is not null)
            || (!wanted.All(term => Neighbours(term, pod, node, cluster).Any()) && !IsFirstOfItsGroup(pod, wanted, cluster)))
        {
            return new("node(s) didn't match pod affinity rules", isFinal: true);
        }

        if (Terms(pod.Spec.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution)
            .Any(term => Neighbours(term, pod, node, cluster).Any()))
        {
            return new("node(s) didn't match pod anti-affinity rules", isFinal: false);
        }

        return IsUnwanted(pod, node, cluster) ? new("node(s) didn't satisfy existing pods anti-affinity rules", isFinal: false) : null;
    }

    /// <summary>How much a pod would like to be on a node, by the weights of its preferred terms.</summary>
    public static int Preference(V1Pod pod, V1Node node, ClusterSnapshot cluster) =>
        Weigh(pod.Spec.Affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution, pod, node, cluster)
        - Weigh(pod.Spec.Affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution, pod, node, cluster);

    private static int Weigh(IList<V1WeightedPodAffinityTerm>? terms, V1Pod pod, V1Node node, ClusterSnapshot cluster) =>
        (terms ?? []).Sum(term => term.Weight * Neighbours(term.PodAffinityTerm, pod, node, cluster).Count());

    private static IList<V1PodAffinityTerm> Terms(IList<V1PodAffinityTerm>? terms) => terms ?? [];

    /// <summary>A pod that matches its own terms may start a group where no pod of the cluster matches them yet.</summary>
    private static bool IsFirstOfItsGroup(V1Pod pod, IList<V1PodAffinityTerm> wanted, ClusterSnapshot cluster) =>
        wanted.All(term => Selects(term, pod, pod, cluster))
        && !cluster.Pods.Any(placed => wanted.All(term => Selects(term, pod, placed.Pod, cluster)));

    private static bool IsUnwanted(V1Pod pod, V1Node node, ClusterSnapshot cluster) => cluster.Pods.Any(placed =>
        cluster.Nodes.TryGetValue(placed.Node, out var other)
        && Terms(placed.Pod.Spec.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution)
            .Any(term => IsSamePlace(term, node, other) && Selects(term, placed.Pod, pod, cluster)));

    private static IEnumerable<V1Pod> Neighbours(V1PodAffinityTerm term, V1Pod pod, V1Node node, ClusterSnapshot cluster) => cluster.Pods
        .Where(placed => cluster.Nodes.TryGetValue(placed.Node, out var other) && IsSamePlace(term, node, other))
        .Select(placed => placed.Pod)
        .Where(other => Selects(term, pod, other, cluster));

    private static bool IsSamePlace(V1PodAffinityTerm term, V1Node one, V1Node other) =>
        NodeSelectors.Label(one, term.TopologyKey) is { } place && place == NodeSelectors.Label(other, term.TopologyKey);

    /// <param name="term">The term.</param>
    /// <param name="owner">The pod whose term it is: without namespaces of its own the term means the owner's.</param>
    /// <param name="other">The pod that may be selected.</param>
    /// <param name="cluster">The cluster.</param>
    private static bool Selects(V1PodAffinityTerm term, V1Pod owner, V1Pod other, ClusterSnapshot cluster)
    {
        var ns = other.Metadata.NamespaceProperty;
        var names = term.Namespaces ?? [];
        var isInScope = names.Count == 0 && term.NamespaceSelector is null
            ? ns == owner.Metadata.NamespaceProperty
            : names.Contains(ns) || NodeSelectors.Matches(term.NamespaceSelector, cluster.NamespaceLabels(ns), whenNull: false);
        return isInScope && NodeSelectors.Matches(term.LabelSelector, other.Metadata.Labels, whenNull: false);
    }
}
