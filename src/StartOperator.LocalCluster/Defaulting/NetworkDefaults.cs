using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Defaulting;

/// <summary>The defaults of network kinds.</summary>
internal static class NetworkDefaults
{
    private const int AffinitySeconds = 10800;

    public static void Service(JsonObject service)
    {
        var spec = service.Ensure("spec");
        spec.DefaultText("sessionAffinity", "None");
        if (spec.Text("sessionAffinity") == "None") spec.Remove("sessionAffinityConfig");
        else if (spec.Text("sessionAffinity") == "ClientIP")
            spec.Ensure("sessionAffinityConfig").Ensure("clientIP").Default("timeoutSeconds", AffinitySeconds);
        spec.DefaultText("type", "ClusterIP");
        foreach (var port in spec.Objects("ports"))
        {
            port.DefaultText("protocol", "TCP");
            if (port["targetPort"] is null || port.Text("targetPort") == "" || port.Whole("targetPort") == 0) port.Put("targetPort", port["port"]);
        }

        var type = spec.Text("type");
        var external = type is "LoadBalancer" or "NodePort" || (type == "ClusterIP" && spec.Arr("externalIPs") is { Count: > 0 });
        if (external) spec.DefaultText("externalTrafficPolicy", "Cluster");
        if (type is "NodePort" or "LoadBalancer" or "ClusterIP") spec.Default("internalTrafficPolicy", "Cluster");
        if (type != "LoadBalancer") return;
        spec.Default("allocateLoadBalancerNodePorts", true);
        foreach (var ingress in service.Objects("status", "loadBalancer", "ingress"))
        {
            if (ingress.Text("ip") is { Length: > 0 }) ingress.Default("ipMode", "VIP");
        }
    }

    public static void Policy(JsonObject policy)
    {
        var spec = policy.Ensure("spec");
        if (spec.Arr("policyTypes") is null or { Count: 0 })
            spec["policyTypes"] = spec.Arr("egress") is { Count: > 0 } ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
        foreach (var port in spec.Objects("ingress").Concat(spec.Objects("egress")).SelectMany(rule => rule.Objects("ports")))
            port.Default("protocol", "TCP");
    }

    public static void EndpointSlice(JsonObject slice)
    {
        foreach (var port in slice.Objects("ports"))
        {
            port.Default("name", "");
            port.Default("protocol", "TCP");
        }
    }

    public static void Endpoints(JsonObject endpoints)
    {
        foreach (var port in endpoints.Objects("subsets").SelectMany(subset => subset.Objects("ports"))) port.DefaultText("protocol", "TCP");
    }
}
