using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What a Service gives back when its type changes: whatever the new type can't have and the client left as it was.</summary>
internal static class ServiceTypeChange
{
    private static readonly string[] AddressFields = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];

    public static bool HasNodePorts(JsonObject spec) =>
        spec.Text("type") == "NodePort" || (spec.Text("type") == "LoadBalancer" && spec.Flag("allocateLoadBalancerNodePorts") != false);

    public static bool IsExternal(JsonObject spec) =>
        spec.Text("type") is "LoadBalancer" or "NodePort" || (spec.Text("type") == "ClusterIP" && spec.Arr("externalIPs") is { Count: > 0 });

    public static bool NeedsHealthCheck(JsonObject spec) => spec.Text("type") == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local";

    /// <summary>Clears the fields in <paramref name="spec"/> that only the old type had.</summary>
    public static void Apply(JsonObject spec, JsonObject old)
    {
        if (spec.Text("type") == "ExternalName" && old.Text("type") != "ExternalName")
        {
            Clear(spec, old, AddressFields);
            spec.Remove("internalTrafficPolicy");
        }

        if (HasNodePorts(old) && !HasNodePorts(spec) && NodePorts(spec).SequenceEqual(NodePorts(old)))
        {
            foreach (var port in spec.Objects("ports")) port.Remove("nodePort");
        }

        if (IsExternal(old) && !IsExternal(spec)) Clear(spec, old, "externalTrafficPolicy");
        if (NeedsHealthCheck(old) && !NeedsHealthCheck(spec)) Clear(spec, old, "healthCheckNodePort");
        if (spec.Text("type") != "LoadBalancer") Clear(spec, old, "allocateLoadBalancerNodePorts", "loadBalancerClass");
    }

    private static IEnumerable<long> NodePorts(JsonObject spec) => spec.Objects("ports").Select(port => port.Whole("nodePort") ?? 0).Order();

    private static void Clear(JsonObject spec, JsonObject old, params string[] fields)
    {
        foreach (var field in fields.Where(field => spec[field].Same(old[field]))) spec.Remove(field);
    }
}
