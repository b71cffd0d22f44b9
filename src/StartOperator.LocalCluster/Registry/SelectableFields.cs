using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Registry;

/// <summary>The fields each kind allows in field selectors, and how to read them.</summary>
internal static class SelectableFields
{
    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Metadata { get; } = Of();

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Pod { get; } = Of(
        ("spec.nodeName", pod => pod.Text("spec", "nodeName") ?? ""),
        ("spec.restartPolicy", pod => pod.Text("spec", "restartPolicy") ?? ""),
        ("spec.schedulerName", pod => pod.Text("spec", "schedulerName") ?? ""),
        ("spec.serviceAccountName", pod => pod.Text("spec", "serviceAccountName") ?? ""),
        ("spec.hostNetwork", pod => pod.Flag("spec", "hostNetwork") == true ? "true" : "false"),
        ("status.phase", pod => pod.Text("status", "phase") ?? ""),
        ("status.podIP", pod => pod.Text("status", "podIP") ?? ""),
        ("status.podIPs", pod => pod.Text("status", "podIP") ?? ""),
        ("status.nominatedNodeName", pod => pod.Text("status", "nominatedNodeName") ?? ""));

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Event { get; } = Of(
        ("involvedObject.kind", e => e.Text("involvedObject", "kind") ?? ""),
        ("involvedObject.namespace", e => e.Text("involvedObject", "namespace") ?? ""),
        ("involvedObject.name", e => e.Text("involvedObject", "name") ?? ""),
        ("involvedObject.uid", e => e.Text("involvedObject", "uid") ?? ""),
        ("involvedObject.apiVersion", e => e.Text("involvedObject", "apiVersion") ?? ""),
        ("involvedObject.resourceVersion", e => e.Text("involvedObject", "resourceVersion") ?? ""),
        ("involvedObject.fieldPath", e => e.Text("involvedObject", "fieldPath") ?? ""),
        ("reason", e => e.Text("reason") ?? ""),
        ("reportingComponent", e => e.Text("reportingComponent") ?? ""),
        ("source", e => e.Text("source", "component") is { Length: > 0 } source ? source : e.Text("reportingComponent") ?? ""),
        ("type", e => e.Text("type") ?? ""));

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> RegardingEvent { get; } = Of(
        ("regarding.kind", e => e.Text("regarding", "kind") ?? ""),
        ("regarding.namespace", e => e.Text("regarding", "namespace") ?? ""),
        ("regarding.name", e => e.Text("regarding", "name") ?? ""),
        ("regarding.uid", e => e.Text("regarding", "uid") ?? ""),
        ("regarding.apiVersion", e => e.Text("regarding", "apiVersion") ?? ""),
        ("regarding.resourceVersion", e => e.Text("regarding", "resourceVersion") ?? ""),
        ("regarding.fieldPath", e => e.Text("regarding", "fieldPath") ?? ""),
        ("reason", e => e.Text("reason") ?? ""),
        ("reportingController", e => e.Text("reportingController") ?? ""),
        ("type", e => e.Text("type") ?? ""));

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Node { get; } =
        Of(("spec.unschedulable", node => node.Flag("spec", "unschedulable") == true ? "true" : "false"));

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Namespace { get; } =
        Of(("status.phase", ns => ns.Text("status", "phase") ?? ""));

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Secret { get; } = Of(("type", secret => secret.Text("type") ?? ""));

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Service { get; } = Of(
        ("spec.clusterIP", service => service.Text("spec", "clusterIP") ?? ""),
        ("spec.type", service => service.Text("spec", "type") ?? ""));

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Job { get; } =
        Of(("status.successful", job => (job.Whole("status", "succeeded") ?? 0).ToString()));

    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Of(params (string Field, Func<JsonObject, string> Read)[] more)
    {
        var fields = new Dictionary<string, Func<JsonObject, string>>(StringComparer.Ordinal)
        {
            ["metadata.name"] = obj => obj.Text("metadata", "name") ?? "",
            ["metadata.namespace"] = obj => obj.Text("metadata", "namespace") ?? "",
        };
        foreach (var (field, read) in more) fields[field] = read;
        return fields;
    }
}
