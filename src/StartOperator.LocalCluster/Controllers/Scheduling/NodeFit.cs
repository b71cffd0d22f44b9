using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>Whether a pod can go to a node: kube-scheduler's filters, in its order, of which the first that refuses has the word.</summary>
internal static class NodeFit
{
    /// <summary>Why a pod can't go to a node; null when it can.</summary>
    public static Refusal? Refuse(V1Pod pod, V1Node node, ClusterSnapshot cluster) =>
        Unschedulable(pod, node) ?? Tainted(pod, node) ?? Mismatched(pod, node) ?? Ports(pod, node, cluster) ?? Resources(pod, node, cluster)
        ?? VolumeFit.Refuse(pod, node, cluster) ?? PodAffinity.Refuse(pod, node, cluster);

    private static Refusal? Unschedulable(V1Pod pod, V1Node node) =>
        node.Spec?.Unschedulable == true && !Tolerations.Tolerates(pod, new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" })
            ? new("node(s) were unschedulable", isFinal: true)
            : null;

    private static Refusal? Tainted(V1Pod pod, V1Node node) =>
        Tolerations.Untolerated(pod, node).Any() ? new("node(s) had untolerated taint(s)", isFinal: true) : null;

    private static Refusal? Mismatched(V1Pod pod, V1Node node)
    {
        var selected = pod.Spec.NodeSelector?.All(wanted => NodeSelectors.Label(node, wanted.Key) == wanted.Value) ?? true;
        var required = pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        return selected && (required is null || NodeSelectors.Matches(required, node))
            ? null
            : new("node(s) didn't match Pod's node affinity/selector", isFinal: true);
    }

    private static Refusal? Ports(V1Pod pod, V1Node node, ClusterSnapshot cluster)
    {
        var wanted = HostPorts(pod).ToList();
        return wanted.Count > 0 && cluster.On(node).SelectMany(HostPorts).Any(taken => wanted.Any(port => Collide(port, taken)))
            ? new("node(s) didn't have free ports for the requested pod ports", isFinal: false)
            : null;
    }

    private static IEnumerable<(string Ip, string Protocol, int Port)> HostPorts(V1Pod pod) => pod.Spec.Containers
        .SelectMany(container => container.Ports ?? [])
        .Where(port => port.HostPort > 0)
        .Select(port => (string.IsNullOrEmpty(port.HostIP) ? "0.0.0.0" : port.HostIP, port.Protocol ?? "TCP", port.HostPort!.Value));

    private static bool Collide((string Ip, string Protocol, int Port) one, (string Ip, string Protocol, int Port) other) =>
        one.Port == other.Port && one.Protocol == other.Protocol && (one.Ip == other.Ip || one.Ip == "0.0.0.0" || other.Ip == "0.0.0.0");

    private static Refusal? Resources(V1Pod pod, V1Node node, ClusterSnapshot cluster)
    {
        var (all, free) = (PodResources.Allocatable(node), PodResources.Free(node, cluster.On(node)));
        var reasons = new List<string>();
        var isFinal = false;
        if (free.GetValueOrDefault("pods") < 1)
        {
            reasons.Add("Too many pods");
        }

        foreach (var (resource, amount) in PodResources.Of(pod))
        {
            if (amount <= 0 || amount <= free.GetValueOrDefault(resource))
            {
                continue;
            }

            reasons.Add($"Insufficient {resource}");
            isFinal |= amount > all.GetValueOrDefault(resource);
        }

        return reasons.Count == 0 ? null : new(reasons, isFinal);
    }
}
