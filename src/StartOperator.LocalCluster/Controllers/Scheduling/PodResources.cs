using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>What pods ask of nodes: amounts by resource, <c>cpu</c> in cores, <c>memory</c> in bytes.</summary>
internal static class PodResources
{
    /// <summary>
    /// What a pod needs: all its main containers and sidecars at once, or its hungriest init container with the sidecars that were started
    /// before it, whichever is more; and its overhead.
    /// </summary>
    public static IReadOnlyDictionary<string, decimal> Of(V1Pod pod)
    {
        var (sidecars, peak) = (new Dictionary<string, decimal>(), new Dictionary<string, decimal>());
        foreach (var init in pod.Spec.InitContainers ?? [])
        {
            if (init.RestartPolicy == "Always")
            {
                Add(sidecars, init.Resources?.Requests);
                Raise(peak, sidecars);
            }
            else
            {
                var now = new Dictionary<string, decimal>(sidecars);
                Add(now, init.Resources?.Requests);
                Raise(peak, now);
            }
        }

        foreach (var main in pod.Spec.Containers)
        {
            Add(sidecars, main.Resources?.Requests);
        }

        Raise(peak, sidecars);
        Add(peak, pod.Spec.Overhead);
        return peak;
    }

    /// <summary>What is left of a node when its pods have what they need; a node that tells nothing has nothing.</summary>
    /// <param name="node">The node.</param>
    /// <param name="pods">The pods on it.</param>
    public static Dictionary<string, decimal> Free(V1Node node, IEnumerable<V1Pod> pods)
    {
        var free = Allocatable(node);
        foreach (var pod in pods)
        {
            free["pods"] = free.GetValueOrDefault("pods") - 1;
            foreach (var (resource, amount) in Of(pod))
            {
                free[resource] = free.GetValueOrDefault(resource) - amount;
            }
        }

        return free;
    }

    /// <summary>What a node has for pods.</summary>
    public static Dictionary<string, decimal> Allocatable(V1Node node) =>
        (node.Status?.Allocatable ?? node.Status?.Capacity ?? new Dictionary<string, ResourceQuantity>())
            .ToDictionary(amount => amount.Key, amount => amount.Value.ToDecimal());

    private static void Add(Dictionary<string, decimal> sum, IDictionary<string, ResourceQuantity>? amounts)
    {
        foreach (var (resource, amount) in amounts ?? new Dictionary<string, ResourceQuantity>())
        {
            sum[resource] = sum.GetValueOrDefault(resource) + amount.ToDecimal();
        }
    }

    private static void Raise(Dictionary<string, decimal> peak, Dictionary<string, decimal> amounts)
    {
        foreach (var (resource, amount) in amounts)
        {
            peak[resource] = Math.Max(peak.GetValueOrDefault(resource), amount);
        }
    }
}
