using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>The columns of events, for both APIs that show them.</summary>
internal static class EventTables
{
    public static IReadOnlyList<TableColumn> Core { get; } = Of("involvedObject", "source", "message", "firstTimestamp", "lastTimestamp", "count", "reportingComponent");

    public static IReadOnlyList<TableColumn> Events { get; } = Of(
        "regarding", "deprecatedSource", "note", "deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedCount", "reportingController");

    private static TableColumn[] Of(string target, string source, string message, string first, string last, string count, string reporter) =>
    [
        new TableColumn("Last Seen", (e, now) => LastSeen(e, first, last, now)),
        TableColumn.Text("Type", e => e.Text("type") ?? ""),
        TableColumn.Text("Reason", e => e.Text("reason") ?? ""),
        TableColumn.Text("Object", e => Target(e, target)),
        TableColumn.Text("Subobject", e => e.Text(target, "fieldPath") ?? "", 1),
        TableColumn.Text("Source", e => Source(e, source, reporter), 1),
        TableColumn.Text("Message", e => (e.Text(message) ?? "").Trim()),
        new TableColumn("First Seen", (e, now) => FirstSeen(e, first, now)) { Priority = 1 },
        new TableColumn("Count", (e, _) => e.Whole("series", "count") ?? Math.Max(1, e.Whole(count) ?? 0)) { Priority = 1 },
        TableColumn.NameColumn with { Priority = 1 },
    ];

    private static string FirstSeen(JsonObject e, string first, DateTimeOffset now) => Ages.Since(e.Text(first) ?? e.Text("eventTime"), now);

    private static string LastSeen(JsonObject e, string first, string last, DateTimeOffset now)
    {
        if (e.Text("series", "lastObservedTime") is { } observed) return Ages.Since(observed, now);
        return e.Text(last) is { } time ? Ages.Since(time, now) : FirstSeen(e, first, now);
    }

    private static string Target(JsonObject e, string target)
    {
        var kind = (e.Text(target, "kind") ?? "").ToLowerInvariant();
        return e.Text(target, "name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
    }

    private static string Source(JsonObject e, string source, string reporter)
    {
        var component = e.Text(source, "component") is { Length: > 0 } named ? named : e.Text(reporter) ?? "";
        var instance = e.Text(source, "host") is { Length: > 0 } host ? host : e.Text("reportingInstance") ?? "";
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }
}
