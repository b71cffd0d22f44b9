using k8s.Models;

namespace StartOperator.Rendering.Pods;

/// <summary>Main's compute resources: the operator's defaults, and over them what the resource says.</summary>
public static class ComputeResources
{
    /// <summary>The container's requests, limits and device claims.</summary>
    public static V1ResourceRequirements Of(ServiceDefinition service, RenderingOptions options)
    {
        var limits = Merge(options.DefaultLimits, service.Spec.Resources?.Limits);
        var requests = Merge(options.DefaultRequests, service.Spec.Resources?.Requests);
        foreach (var (name, limit) in limits.Where(l => requests.TryGetValue(l.Key, out var request) && request.ToDecimal() > l.Value.ToDecimal()).ToList())
        {
            // A request above its limit makes the pod invalid. Of the two, what the resource says stands and the default yields.
            if (service.Spec.Resources?.Limits?.ContainsKey(name) == true && service.Spec.Resources.Requests?.ContainsKey(name) != true)
            {
                requests[name] = limit;
            }
            else if (service.Spec.Resources?.Limits?.ContainsKey(name) != true)
            {
                limits[name] = requests[name];
            }
        }

        return new V1ResourceRequirements
        {
            Requests = requests.Count > 0 ? requests : null,
            Limits = limits.Count > 0 ? limits : null,
            Claims = service.Spec.Resources?.Claims is { Count: > 0 } claims ? [.. claims.Select(c => new Corev1ResourceClaim { Name = c.Name })] : null,
        };
    }

    /// <summary>Whether the resource gives main a device: an extended resource, or a claim of devices.</summary>
    public static bool HasDevice(ServiceDefinition service) =>
        service.Spec.Resources?.Claims is { Count: > 0 }
        || (service.Spec.Resources?.Limits?.Keys.Any(name => name.Contains('/', StringComparison.Ordinal)) ?? false);

    private static Dictionary<string, ResourceQuantity> Merge(IReadOnlyDictionary<string, string> defaults, IReadOnlyDictionary<string, string>? own)
    {
        var merged = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal);
        foreach (var (name, quantity) in defaults.Concat(own ?? new Dictionary<string, string>()).OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            merged[name] = new ResourceQuantity(quantity);
        }

        return merged;
    }
}
