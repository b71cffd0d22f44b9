using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>The columns of workload kinds.</summary>
internal static class WorkloadTables
{
    public static IReadOnlyList<TableColumn> Deployment { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Ready", ReadyOfDesired),
        new TableColumn("Up-to-date", (d, _) => d.Whole("status", "updatedReplicas") ?? 0),
        new TableColumn("Available", (d, _) => d.Whole("status", "availableReplicas") ?? 0),
        TableColumn.AgeColumn,
        .. Containers,
        TableColumn.Text("Selector", d => SelectorText.Query(d.Obj("spec", "selector")), 1),
    ];

    public static IReadOnlyList<TableColumn> StatefulSet { get; } =
        [TableColumn.NameColumn, TableColumn.Text("Ready", ReadyOfDesired), TableColumn.AgeColumn, .. Containers];

    public static IReadOnlyList<TableColumn> ReplicaSet { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Whole("Desired", set => set.Whole("spec", "replicas") ?? 0),
        TableColumn.Whole("Current", set => set.Whole("status", "replicas") ?? 0),
        TableColumn.Whole("Ready", set => set.Whole("status", "readyReplicas") ?? 0),
        TableColumn.AgeColumn,
        .. Containers,
        TableColumn.Text("Selector", set => SelectorText.Of(set.Obj("spec", "selector")), 1),
    ];

    public static IReadOnlyList<TableColumn> Job { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Status", JobStatus),
        TableColumn.Text("Completions", Completions),
        new TableColumn("Duration", Duration),
        TableColumn.AgeColumn,
        .. Containers,
        TableColumn.Text("Selector", job => SelectorText.Of(job.Obj("spec", "selector")), 1),
    ];

    public static IReadOnlyList<TableColumn> DisruptionBudget { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Min Available", budget => budget.At("spec", "minAvailable")?.ToString() ?? "N/A"),
        TableColumn.Text("Max Unavailable", budget => budget.At("spec", "maxUnavailable")?.ToString() ?? "N/A"),
        TableColumn.Whole("Allowed Disruptions", budget => budget.Whole("status", "disruptionsAllowed") ?? 0),
        TableColumn.AgeColumn,
    ];

    public static IReadOnlyList<TableColumn> ControllerRevision { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Controller", Controller),
        TableColumn.Whole("Revision", revision => revision.Whole("revision") ?? 0) with { Type = "string" },
        TableColumn.AgeColumn,
    ];

    private static TableColumn[] Containers =>
    [
        TableColumn.Text("Containers", obj => Join(obj, "name"), 1),
        TableColumn.Text("Images", obj => Join(obj, "image"), 1),
    ];

    private static string Join(JsonObject obj, string field) =>
        string.Join(",", obj.Objects("spec", "template", "spec", "containers").Select(container => container.Text(field)));

    private static string ReadyOfDesired(JsonObject obj) =>
        $"{obj.Whole("status", "readyReplicas") ?? 0}/{obj.Whole("spec", "replicas") ?? 0}";

    private static string JobStatus(JsonObject job)
    {
        bool Is(string type) => job.Objects("status", "conditions").Any(c => c.Text("type") == type && c.Text("status") == "True");
        if (Is("Complete")) return "Complete";
        if (Is("Failed")) return "Failed";
        if (job.Text("metadata", "deletionTimestamp") is not null) return "Terminating";
        return ((string[])["Suspended", "FailureTarget", "SuccessCriteriaMet"]).FirstOrDefault(Is) ?? "Running";
    }

    private static string Completions(JsonObject job)
    {
        var done = job.Whole("status", "succeeded") ?? 0;
        if (job.Whole("spec", "completions") is { } wanted) return $"{done}/{wanted}";
        return job.Whole("spec", "parallelism") is { } many and > 1 ? $"{done}/1 of {many}" : $"{done}/1";
    }

    private static JsonNode? Duration(JsonObject job, DateTimeOffset now)
    {
        if (Times.Parse(job.Text("status", "startTime")) is not { } start) return "";
        return Ages.Of((Times.Parse(job.Text("status", "completionTime")) ?? now) - start);
    }

    private static string Controller(JsonObject revision)
    {
        var owner = revision.Objects("metadata", "ownerReferences").FirstOrDefault(reference => reference.Flag("controller") == true);
        if (owner is null) return "<none>";
        var group = (owner.Text("apiVersion") ?? "").Split('/') is [var named, _] ? "." + named : "";
        return $"{owner.Text("kind")?.ToLowerInvariant()}{group}/{owner.Text("name")}";
    }
}
