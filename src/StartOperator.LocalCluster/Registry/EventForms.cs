using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Registry;

/// <summary>The two forms of an event: core/v1, which is stored, and events.k8s.io/v1.</summary>
internal static class EventForms
{
    private static readonly (string Core, string Events)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ];

    public static void ToEventsApi(JsonObject e)
    {
        e["apiVersion"] = "events.k8s.io/v1";
        foreach (var (core, events) in Names) Rename(e, core, events);
        foreach (var field in (string[])["reportingController", "reportingInstance"])
        {
            if (e.Text(field) == "") e.Remove(field);
        }
    }

    public static void ToCore(JsonObject e)
    {
        e["apiVersion"] = "v1";
        foreach (var (core, events) in Names) Rename(e, events, core);
        foreach (var field in (string[])["reportingComponent", "reportingInstance"]) e.Default(field, "");
    }

    private static void Rename(JsonObject e, string from, string to)
    {
        if (!e.TryGetPropertyValue(from, out var value)) return;
        e.Remove(from);
        e[to] = value;
    }
}
