using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>What not, allOf, anyOf and oneOf restrict must be described outside of them.</summary>
internal static class StructuralCompleteness
{
    /// <param name="restricting">The schema whose alternatives are looked at.</param>
    /// <param name="described">The schema that describes the same value.</param>
    /// <param name="path">Where the description stands.</param>
    /// <param name="from">Where the restriction stands.</param>
    public static IEnumerable<FieldError> Faults(JsonObject restricting, JsonObject described, string path, string from) =>
        Subschemas.Alternatives(restricting).SelectMany(below => Nested(below.Schema, described, path, from + below.Step));

    private static IEnumerable<FieldError> Nested(JsonObject restriction, JsonObject? described, string path, string from)
    {
        if (described is null)
        {
            yield return FieldError.Required(path, $"because it is defined in {from}");
            yield break;
        }

        foreach (var fault in Faults(restriction, described, path, from)) yield return fault;
        if (restriction["items"] is JsonObject items)
        {
            foreach (var fault in Nested(items, described.Obj("items"), $"{path}.items", $"{from}.items")) yield return fault;
        }

        foreach (var (name, property) in restriction.Obj("properties") ?? [])
        {
            if (property is not JsonObject below) continue;
            foreach (var fault in Nested(below, described.Obj("properties")?[name] as JsonObject, $"{path}.properties[{name}]", $"{from}.properties[{name}]")) yield return fault;
        }
    }
}
