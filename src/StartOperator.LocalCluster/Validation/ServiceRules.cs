using System.Net;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What a Service must be like.</summary>
internal static class ServiceRules
{
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

    public static IEnumerable<FieldError> Validate(JsonObject service)
    {
        var spec = service.Obj("spec") ?? [];
        var type = spec.Text("type") ?? "";
        var headless = spec.Text("clusterIP") == "None";
        if (spec.Arr("ports") is null or { Count: 0 } && !headless && type != "ExternalName") yield return FieldError.Required("spec.ports");
        if (type == "ExternalName")
        {
            foreach (var error in ExternalName(spec)) yield return error;
        }
        else if (!Types.Contains(type)) yield return FieldError.NotSupported("spec.type", type, Types);

        foreach (var error in Ports(spec, type)) yield return error;
        if (spec.Obj("selector") is { } selector)
        {
            foreach (var error in MetadataRules.Labels(selector, "spec.selector")) yield return error;
        }

        var affinity = spec.Text("sessionAffinity");
        if (affinity is not ("ClientIP" or "None")) yield return FieldError.NotSupported("spec.sessionAffinity", affinity, ["ClientIP", "None"]);
        if (type != "ExternalName" && Types.Contains(type))
        {
            foreach (var error in AddressFaults(spec)) yield return error;
        }

        if (spec.Text("internalTrafficPolicy") is { } traffic and not ("Cluster" or "Local"))
            yield return FieldError.NotSupported("spec.internalTrafficPolicy", traffic, ["Cluster", "Local"]);
        foreach (var error in ExternalFaults(spec)) yield return error;
    }

    public static IEnumerable<FieldError> ValidateUpdate(JsonObject service, JsonObject old)
    {
        var (now, before) = (service.Obj("spec") ?? [], old.Obj("spec") ?? []);
        if (now.Text("type") == "ExternalName" || before.Text("type") == "ExternalName" || before["clusterIP"] is null) yield break;
        if (now.Text("clusterIP") != before.Text("clusterIP"))
            yield return FieldError.Invalid("spec.clusterIPs[0]", now["clusterIPs"], "may not change once set");
    }

    public static IEnumerable<FieldError> ValidateStatus(JsonObject service, JsonObject old)
    {
        if (service.Arr("status", "loadBalancer", "ingress") is not { Count: > 0 }) yield break;
        if (service.Text("spec", "type") != "LoadBalancer" && !service.At("status", "loadBalancer").Same(old.At("status", "loadBalancer")))
            yield return FieldError.Forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is 'LoadBalancer'");
        var index = 0;
        foreach (var ingress in service.Objects("status", "loadBalancer", "ingress"))
        {
            var path = $"status.loadBalancer.ingress[{index++}]";
            if (ingress.Text("ip") is { Length: > 0 } address && !IPAddress.TryParse(address, out _)) yield return FieldError.Invalid(path + ".ip", address, AddressRules.NoAddress);
            if (ingress.Text("hostname") is not { Length: > 0 } host) continue;
            foreach (var fault in Names.SubdomainFaults(host)) yield return FieldError.Invalid(path + ".hostname", host, fault);
        }
    }

    /// <summary>Faults in what concerns clients outside the cluster.</summary>
    private static IEnumerable<FieldError> ExternalFaults(JsonObject spec)
    {
        var index = 0;
        foreach (var text in spec.Texts("externalIPs"))
        {
            var path = $"spec.externalIPs[{index++}]";
            foreach (var error in AddressRules.Reachable(text, path)) yield return error;
        }

        if (spec.Text("externalTrafficPolicy") is not { Length: > 0 } policy) yield break;
        if (!ServiceTypeChange.IsExternal(spec))
            yield return FieldError.Invalid("spec.externalTrafficPolicy", policy, "may only be set for externally-accessible services");
        else if (policy is not ("Cluster" or "Local")) yield return FieldError.NotSupported("spec.externalTrafficPolicy", policy, ["Cluster", "Local"]);
    }

    public static IEnumerable<string> Advice(JsonObject service)
    {
        if (service.Arr("spec", "externalIPs") is { Count: > 0 }) yield return "spec.externalIPs is deprecated and may no longer be implemented in some clusters";
        if (service.Text("spec", "trafficDistribution") == "PreferClose") yield return "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"";
        if (service.Text("spec", "loadBalancerIP") is { Length: > 0 }) yield return "spec.loadBalancerIP is deprecated and may no longer be implemented in some clusters";
    }

    /// <summary>Faults in the addresses and families a service asks for.</summary>
    public static IEnumerable<FieldError> AddressFaults(JsonObject spec)
    {
        var (one, many, type) = (spec.Text("clusterIP") ?? "", spec.Texts("clusterIPs").ToList(), spec.Text("type"));
        if (one.Length == 0 && many.Count > 0)
        {
            yield return FieldError.Invalid("spec.clusterIPs", spec["clusterIPs"], "must be empty when `clusterIP` is not specified");
            yield break;
        }

        if (one == "None" && type is "NodePort" or "LoadBalancer" && many is ["None", ..])
        {
            yield return FieldError.Invalid("spec.clusterIPs[0]", "None", $"may not be set to 'None' for {type} services");
            yield break;
        }

        if (many.Count > 0 && many[0] != "None" && !IPAddress.TryParse(many[0], out _))
            yield return FieldError.Invalid("spec.clusterIPs[0]", many[0], AddressRules.NoAddress);
        var index = 0;
        foreach (var family in spec.Texts("ipFamilies"))
        {
            var path = $"spec.ipFamilies[{index++}]";
            if (family is not ("IPv4" or "IPv6")) yield return FieldError.NotSupported(path, family, ["IPv4", "IPv6"]);
            else if (family == "IPv6" && !(one == "None" && spec.Obj("selector") is null or { Count: 0 }))
                yield return FieldError.Invalid(path, family, "not configured on this cluster");
        }

        if (spec.Text("ipFamilyPolicy") is { } policy and not ("SingleStack" or "PreferDualStack" or "RequireDualStack"))
            yield return FieldError.NotSupported("spec.ipFamilyPolicy", policy, ["SingleStack", "PreferDualStack", "RequireDualStack"]);
    }

    private static IEnumerable<FieldError> ExternalName(JsonObject spec)
    {
        var name = (spec.Text("externalName") ?? "").TrimEnd('.');
        if (name.Length == 0) yield return FieldError.Required("spec.externalName");
        else
        {
            foreach (var fault in Names.SubdomainFaults(name)) yield return FieldError.Invalid("spec.externalName", spec["externalName"], fault);
        }
    }

    private static IEnumerable<FieldError> Ports(JsonObject spec, string type)
    {
        var ports = spec.Objects("ports").ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<(long, string)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var (port, path) = (ports[i], $"spec.ports[{i}]");
            var name = port.Text("name") ?? "";
            if (name.Length == 0 && ports.Count > 1) yield return FieldError.Required(path + ".name");
            else if (name.Length > 0)
            {
                foreach (var fault in Names.LabelFaults(name)) yield return FieldError.Invalid(path + ".name", name, fault);
                if (!names.Add(name)) yield return FieldError.Duplicate(path + ".name", name);
            }

            var number = port.Whole("port") ?? 0;
            if (number is < 1 or > 65535) yield return FieldError.Invalid(path + ".port", number, PortNames.RangeFault);
            var protocol = port.Text("protocol") ?? "";
            if (protocol is not ("SCTP" or "TCP" or "UDP")) yield return FieldError.NotSupported(path + ".protocol", protocol, ["SCTP", "TCP", "UDP"]);
            foreach (var error in PortNames.TargetFaults(port["targetPort"] ?? 0, path + ".targetPort")) yield return error;
            if (port.Text("appProtocol") is { } application)
            {
                foreach (var fault in Names.QualifiedFaults(application)) yield return FieldError.Invalid(path + ".appProtocol", application, fault);
            }

            if (port.Whole("nodePort") is > 0 && type is "ClusterIP" or "ExternalName" && port.Whole("nodePort") is > 0)
                yield return FieldError.Forbidden(path + ".nodePort", $"may not be used when `type` is '{type}'");
            if (number > 0 && !seen.Add((number, protocol)))
                yield return FieldError.Duplicate(path, Key(number, protocol));
        }
    }

    private static JsonObject Key(long port, string protocol) => new()
    {
        ["Name"] = "",
        ["Protocol"] = protocol,
        ["AppProtocol"] = null,
        ["Port"] = port,
        ["TargetPort"] = 0,
        ["NodePort"] = 0,
    };
}
