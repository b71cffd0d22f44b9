using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>The columns of the smaller built-in kinds.</summary>
internal static class CoreTables
{
    public static IReadOnlyList<TableColumn> Namespace { get; } =
        [TableColumn.NameColumn, TableColumn.Text("Status", ns => ns.Text("status", "phase") ?? ""), TableColumn.AgeColumn];

    public static IReadOnlyList<TableColumn> ServiceAccount { get; } = [TableColumn.NameColumn, TableColumn.AgeColumn];

    public static IReadOnlyList<TableColumn> ConfigMap { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Whole("Data", map => (map.Obj("data")?.Count ?? 0) + (map.Obj("binaryData")?.Count ?? 0)) with { Type = "string" },
        TableColumn.AgeColumn,
    ];

    public static IReadOnlyList<TableColumn> Secret { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Type", secret => secret.Text("type") ?? ""),
        TableColumn.Whole("Data", secret => secret.Obj("data")?.Count ?? 0) with { Type = "string" },
        TableColumn.AgeColumn,
    ];

    public static IReadOnlyList<TableColumn> Service { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Type", service => service.Text("spec", "type") ?? ""),
        TableColumn.Text("Cluster-IP", service => service.Texts("spec", "clusterIPs").FirstOrDefault() ?? "<none>"),
        TableColumn.Text("External-IP", ExternalAddresses),
        TableColumn.Text("Port(s)", Ports),
        TableColumn.AgeColumn,
        TableColumn.Text("Selector", service => SelectorText.Labels(service.Obj("spec", "selector")), 1),
    ];

    public static IReadOnlyList<TableColumn> Endpoints { get; } =
        [TableColumn.NameColumn, TableColumn.Text("Endpoints", EndpointAddresses), TableColumn.AgeColumn];

    public static IReadOnlyList<TableColumn> EndpointSlice { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("AddressType", slice => slice.Text("addressType") ?? ""),
        TableColumn.Text("Ports", slice => FirstThree(slice.Objects("ports").Select(port => port.Whole("port")?.ToString() ?? port.Text("name") ?? "*"))),
        TableColumn.Text("Endpoints", slice => FirstThree(slice.Objects("endpoints").SelectMany(endpoint => endpoint.Texts("addresses")))),
        TableColumn.AgeColumn,
    ];

    public static IReadOnlyList<TableColumn> Lease { get; } =
        [TableColumn.NameColumn, TableColumn.Text("Holder", lease => lease.Text("spec", "holderIdentity") ?? ""), TableColumn.AgeColumn];

    public static IReadOnlyList<TableColumn> NetworkPolicy { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Pod-Selector", policy => SelectorText.Of(policy.Obj("spec", "podSelector"))),
        TableColumn.AgeColumn,
    ];

    public static IReadOnlyList<TableColumn> PriorityClass { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Whole("Value", c => c.Whole("value") ?? 0),
        new TableColumn("Global-Default", (c, _) => c.Flag("globalDefault") ?? false) { Type = "boolean" },
        TableColumn.AgeColumn,
        TableColumn.Text("PreemptionPolicy", c => c.Text("preemptionPolicy") ?? ""),
    ];

    public static IReadOnlyList<TableColumn> Webhooks { get; } =
        [TableColumn.NameColumn, TableColumn.Whole("Webhooks", hooks => hooks.Arr("webhooks")?.Count ?? 0), TableColumn.AgeColumn];

    /// <summary>Kinds that show when they were made instead of their age.</summary>
    /// <summary>The columns of kinds that have none of their own.</summary>
    public static IReadOnlyList<TableColumn> CreatedAt { get; } = [TableColumn.NameColumn, TableColumn.CreatedAt];

    public static IReadOnlyList<TableColumn> Binding { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Role", binding => $"{binding.Text("roleRef", "kind")}/{binding.Text("roleRef", "name")}"),
        TableColumn.AgeColumn,
        TableColumn.Text("Users", binding => Subjects(binding, "User"), 1),
        TableColumn.Text("Groups", binding => Subjects(binding, "Group"), 1),
        TableColumn.Text("ServiceAccounts", binding => Subjects(binding, "ServiceAccount"), 1),
    ];

    private static string Subjects(JsonObject binding, string kind) => string.Join(
        ", ",
        binding.Objects("subjects").Where(subject => subject.Text("kind") == kind)
            .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")));

    private static string ExternalAddresses(JsonObject service)
    {
        var external = service.Texts("spec", "externalIPs").ToList();
        switch (service.Text("spec", "type"))
        {
            case "ClusterIP" or "NodePort": return external.Count == 0 ? "<none>" : string.Join(",", external);
            case "ExternalName": return service.Text("spec", "externalName") ?? "";
            case "LoadBalancer":
                var balancer = service.Objects("status", "loadBalancer", "ingress").Select(ingress => ingress.Text("ip") ?? ingress.Text("hostname") ?? "");
                return string.Join(",", balancer.Concat(external)) is { Length: > 0 } text ? text : "<pending>";
            default: return "<unknown>";
        }
    }

    private static string Ports(JsonObject service)
    {
        var ports = service.Objects("spec", "ports").Select(port => port.Whole("nodePort") is { } node and > 0
            ? $"{port.Whole("port")}:{node}/{port.Text("protocol")}"
            : $"{port.Whole("port")}/{port.Text("protocol")}");
        return string.Join(",", ports) is { Length: > 0 } text ? text : "<none>";
    }

    private static string EndpointAddresses(JsonObject endpoints)
    {
        var all = new List<string>();
        foreach (var subset in endpoints.Objects("subsets"))
        {
            var addresses = subset.Objects("addresses").Select(address => address.Text("ip") ?? "").ToList();
            var ports = subset.Objects("ports").Select(port => port.Whole("port")).ToList();
            if (ports.Count == 0) all.AddRange(addresses);
            else all.AddRange(ports.SelectMany(port => addresses.Select(address => $"{address}:{port}")));
        }

        return endpoints.Arr("subsets") is null ? "<none>" : FirstThree(all);
    }

    private static string FirstThree(IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count == 0) return "<unset>";
        var shown = string.Join(",", all.Take(3));
        return all.Count > 3 ? $"{shown} + {all.Count - 3} more..." : shown;
    }
}
