using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>The columns of <c>kubectl get nodes</c>.</summary>
internal static class NodeTable
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Status", Status),
        TableColumn.Text("Roles", Roles),
        TableColumn.AgeColumn,
        TableColumn.Text("Version", node => node.Text("status", "nodeInfo", "kubeletVersion") ?? ""),
        TableColumn.Text("Internal-IP", node => Address(node, "InternalIP"), 1),
        TableColumn.Text("External-IP", node => Address(node, "ExternalIP"), 1),
        TableColumn.Text("OS-Image", node => System(node, "osImage"), 1),
        TableColumn.Text("Kernel-Version", Kernel, 1),
        TableColumn.Text("Container-Runtime", node => System(node, "containerRuntimeVersion"), 1),
    ];

    private static string Status(JsonObject node)
    {
        var ready = node.Objects("status", "conditions").LastOrDefault(condition => condition.Text("type") == "Ready");
        var status = ready is null ? "Unknown" : ready.Text("status") == "True" ? "Ready" : "NotReady";
        return node.Flag("spec", "unschedulable") == true ? status + ",SchedulingDisabled" : status;
    }

    private static string Roles(JsonObject node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Obj("metadata", "labels") ?? [])
        {
            if (key.StartsWith(RolePrefix, StringComparison.Ordinal) && key.Length > RolePrefix.Length) roles.Add(key[RolePrefix.Length..]);
            else if (key == "kubernetes.io/role" && value.Text() is { Length: > 0 } role) roles.Add(role);
        }

        return roles.Count == 0 ? "<none>" : string.Join(",", roles);
    }

    private static string Address(JsonObject node, string type) =>
        node.Objects("status", "addresses").FirstOrDefault(address => address.Text("type") == type).Text("address") ?? "<none>";

    private static string System(JsonObject node, string field) =>
        node.Text("status", "nodeInfo", field) is { Length: > 0 } text ? text : "<unknown>";

    private static string Kernel(JsonObject node)
    {
        var kernel = System(node, "kernelVersion");
        return node.Text("status", "nodeInfo", "architecture") is { Length: > 0 } architecture ? $"{kernel} ({architecture})" : kernel;
    }
}
