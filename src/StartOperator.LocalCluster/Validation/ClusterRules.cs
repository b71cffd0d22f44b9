using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>The rules of leases, priority classes, endpoint slices and disruption budgets.</summary>
internal static partial class ClusterRules
{
    private const string Immutable = "field is immutable";
    private const string NotNegative = "must be greater than or equal to 0";
    private const int HighestUserPriority = 1000000000;

    private const string NoPercent =
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

    public static IEnumerable<FieldError> Lease(JsonObject lease)
    {
        if (lease.Whole("spec", "leaseDurationSeconds") is { } seconds and <= 0)
            yield return FieldError.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0");
        if (lease.Whole("spec", "leaseTransitions") is { } transitions and < 0) yield return FieldError.Invalid("spec.leaseTransitions", transitions, NotNegative);
    }

    public static IEnumerable<FieldError> PriorityClass(JsonObject priority)
    {
        var name = priority.Text("metadata", "name") ?? "";
        if (name is "system-cluster-critical" or "system-node-critical") yield break;
        if (name.StartsWith("system-", StringComparison.Ordinal))
        {
            yield return FieldError.Forbidden(
                "metadata.name", $"priority class names with 'system-' prefix are reserved for system use only. error: {name} is not a known system priority class");
        }

        if (priority.Whole("value") > HighestUserPriority)
            yield return FieldError.Forbidden("value", $"maximum allowed value of a user defined priority is {HighestUserPriority}");
        if (priority.Text("preemptionPolicy") is { } policy and not ("PreemptLowerPriority" or "Never"))
            yield return FieldError.NotSupported("preemptionPolicy", policy, ["PreemptLowerPriority", "Never"]);
    }

    public static IEnumerable<FieldError> PriorityClassUpdate(JsonObject priority, JsonObject old)
    {
        if (priority.Whole("value") != old.Whole("value")) yield return FieldError.Forbidden("value", "may not be changed in an update.");
        if (priority.Text("preemptionPolicy") != old.Text("preemptionPolicy"))
            yield return FieldError.Invalid("preemptionPolicy", priority["preemptionPolicy"], Immutable);
    }

    public static IEnumerable<FieldError> EndpointSlice(JsonObject slice)
    {
        var type = slice.Text("addressType") ?? "";
        if (type.Length == 0) yield return FieldError.Required("addressType");
        else if (type is not ("FQDN" or "IPv4" or "IPv6")) yield return FieldError.NotSupported("addressType", type, ["FQDN", "IPv4", "IPv6"]);
        foreach (var error in Ports(slice)) yield return error;
        var index = 0;
        foreach (var endpoint in slice.Objects("endpoints"))
        {
            foreach (var error in Endpoint(endpoint, type, $"endpoints[{index++}]")) yield return error;
        }
    }

    public static IEnumerable<FieldError> EndpointSliceUpdate(JsonObject slice, JsonObject old)
    {
        if (slice.Text("addressType") != old.Text("addressType")) yield return FieldError.Invalid("addressType", slice["addressType"], Immutable);
    }

    public static IEnumerable<FieldError> DisruptionBudget(JsonObject budget)
    {
        var spec = budget.Obj("spec") ?? [];
        if (spec["minAvailable"] is { } least && spec["maxUnavailable"] is { } most)
        {
            var shown = new JsonObject
            {
                ["MinAvailable"] = least.DeepClone(),
                ["Selector"] = spec["selector"]?.DeepClone(),
                ["MaxUnavailable"] = most.DeepClone(),
                ["UnhealthyPodEvictionPolicy"] = spec["unhealthyPodEvictionPolicy"]?.DeepClone(),
            };
            yield return FieldError.Invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set");
        }

        foreach (var field in (string[])["minAvailable", "maxUnavailable"])
        {
            foreach (var error in Share(spec[field], "spec." + field)) yield return error;
        }

        foreach (var error in MetadataRules.LabelSelector(spec.Obj("selector"), "spec.selector")) yield return error;
        if (spec.Text("unhealthyPodEvictionPolicy") is { } policy and not ("AlwaysAllow" or "IfHealthyBudget"))
            yield return FieldError.NotSupported("spec.unhealthyPodEvictionPolicy", policy, ["AlwaysAllow", "IfHealthyBudget"]);
    }

    public static IEnumerable<FieldError> DisruptionBudgetStatus(JsonObject budget, JsonObject old) =>
        from field in (string[])["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"]
        let count = budget.Whole("status", field)
        where count < 0
        select FieldError.Invalid("status." + field, count, NotNegative);

    private static IEnumerable<FieldError> Share(JsonNode? share, string path)
    {
        if (share.Text() is not { } text)
        {
            if (share.AsWhole() is { } count and < 0) yield return FieldError.Invalid(path, count, NotNegative);
        }
        else if (!Percent.IsMatch(text)) yield return FieldError.Invalid(path, text, NoPercent);
        else if (text.Length > 4 || int.Parse(text[..^1]) > 100) yield return FieldError.Invalid(path, text, "must not be greater than 100%");
    }

    private static IEnumerable<FieldError> Ports(JsonObject slice)
    {
        var (index, names) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var port in slice.Objects("ports"))
        {
            var path = $"ports[{index++}]";
            var name = port.Text("name") ?? "";
            foreach (var fault in name.Length == 0 ? [] : Names.LabelFaults(name)) yield return FieldError.Invalid(path + ".name", name, fault);
            if (!names.Add(name)) yield return FieldError.Duplicate(path + ".name", name);
            if (port.Text("protocol") is { } protocol and not ("SCTP" or "TCP" or "UDP"))
                yield return FieldError.NotSupported(path + ".protocol", protocol, ["SCTP", "TCP", "UDP"]);
        }
    }

    private static IEnumerable<FieldError> Endpoint(JsonObject endpoint, string type, string path)
    {
        var addresses = endpoint.Texts("addresses").ToList();
        if (addresses.Count == 0) yield return FieldError.Required(path + ".addresses", "must contain at least 1 address");
        for (var i = 0; i < addresses.Count; i++)
        {
            foreach (var error in Address(addresses[i], type, path + ".addresses", i)) yield return error;
        }

        if (endpoint.Text("nodeName") is { } node)
        {
            foreach (var fault in Names.SubdomainFaults(node)) yield return FieldError.Invalid(path + ".nodeName", node, fault);
        }

        if (endpoint.Text("hostname") is { } host)
        {
            foreach (var fault in Names.LabelFaults(host)) yield return FieldError.Invalid(path + ".hostname", host, fault);
        }
    }

    private static IEnumerable<FieldError> Address(string text, string type, string list, int index)
    {
        var path = $"{list}[{index}]";
        if (type == "FQDN")
        {
            foreach (var fault in Names.SubdomainFaults(text)) yield return FieldError.Invalid(path, text, fault);
        }
        else if (type is "IPv4" or "IPv6")
        {
            var family = type == "IPv4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
            if (IPAddress.TryParse(text, out var address) && address.AddressFamily != family) yield return FieldError.Invalid(list, text, $"must be an {type} address");
            foreach (var error in AddressRules.Reachable(text, path)) yield return error;
        }
    }

    [GeneratedRegex(@"\A[0-9]+%\z")]
    private static partial Regex Percent { get; }
}
