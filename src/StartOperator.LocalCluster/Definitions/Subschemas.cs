using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>The schemas within a schema, with their places below it.</summary>
internal static class Subschemas
{
    /// <summary>All of them.</summary>
    public static IEnumerable<(JsonObject Schema, string Step)> Of(JsonObject schema) => [.. Structural(schema), .. Alternatives(schema)];

    /// <summary>Those of the parts of a value.</summary>
    public static IEnumerable<(JsonObject Schema, string Step)> Structural(JsonObject schema)
    {
        if (schema["items"] is JsonObject items) yield return (items, ".items");
        if (schema["additionalProperties"] is JsonObject values) yield return (values, ".additionalProperties");
        foreach (var (name, property) in schema.Obj("properties") ?? [])
        {
            if (property is JsonObject below) yield return (below, $".properties[{name}]");
        }
    }

    /// <summary>Those that say more of the same value.</summary>
    public static IEnumerable<(JsonObject Schema, string Step)> Alternatives(JsonObject schema)
    {
        if (schema["not"] is JsonObject not) yield return (not, ".not");
        foreach (var field in (string[])["allOf", "anyOf", "oneOf"])
        {
            foreach (var (i, part) in schema.Objects(field).Index()) yield return (part, $".{field}[{i}]");
        }
    }
}
