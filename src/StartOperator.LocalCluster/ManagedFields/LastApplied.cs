using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>Moves objects that kubectl applied from the client over to server-side apply, and keeps its annotation true afterwards.</summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Kubectl = "kubectl";

    /// <summary>All conflicts are about fields kubectl itself applied before and nobody changed since.</summary>
    public static bool Allows(WriteRequest request, JsonObject live, IReadOnlyList<(FieldOwner Owner, FieldSet Fields)> conflicts)
    {
        if (request.Manager != Kubectl || conflicts.Count == 0 || Read(live) is not { } last) return false;
        if (last.Text("apiVersion") != request.Resource.GroupVersion) return false;
        var schema = request.Resource.Schema;
        var compared = Comparison.Of(schema, last, live);
        var unchanged = FieldCollector.Of(schema, last).Difference(compared.Modified).Difference(compared.Added).Difference(compared.Removed);
        return conflicts.All(conflict => conflict.Fields.Difference(unchanged).IsEmpty);
    }

    /// <summary>Writes the applied configuration into the annotation when kubectl applies and the annotation is there.</summary>
    public static void Sync(WriteRequest request, JsonObject obj, JsonObject applied)
    {
        if (request.Manager != Kubectl || string.IsNullOrEmpty(obj.Text("metadata", "annotations", Annotation))) return;
        var config = applied.Copy();
        if (config.Obj("metadata", "annotations") is { } annotations) annotations.Remove(Annotation);
        obj.Ensure("metadata").Ensure("annotations")[Annotation] = JsonText.Text(config) + "\n";
    }

    private static JsonObject? Read(JsonObject live)
    {
        try
        {
            return live.Text("metadata", "annotations", Annotation) is { Length: > 0 } text ? JsonText.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
