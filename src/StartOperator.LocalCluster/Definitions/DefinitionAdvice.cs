using System.Text.Json.Nodes;
using StartOperator.LocalCluster.CustomResources;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>What a definition asks for and does not get.</summary>
internal static class DefinitionAdvice
{
    public static IEnumerable<string> Of(JsonObject definition, JsonObject? live)
    {
        var known = live is null ? [] : UnknownFormats(live).ToHashSet(StringComparer.Ordinal);
        foreach (var format in UnknownFormats(definition).Where(format => !known.Contains(format))) yield return $"unrecognized format \"{format}\"";
        if (definition.Text("spec", "conversion", "strategy") == "Webhook") yield return "conversion webhooks are stored but never called by this server";
    }

    private static IEnumerable<string> UnknownFormats(JsonObject definition) =>
        DefinitionSchemas.Of(definition.Obj("spec") ?? []).SelectMany(schema => UnknownIn(schema.Root));

    private static IEnumerable<string> UnknownIn(JsonObject schema)
    {
        if (schema.Text("format") is { Length: > 0 } format && !IsKnown(schema.Text("type") ?? "", format)) yield return format;
        foreach (var below in Subschemas.Of(schema).SelectMany(below => UnknownIn(below.Schema))) yield return below;
    }

    private static bool IsKnown(string type, string format) => type switch
    {
        "" or "string" => StringFormats.IsKnown(format),
        "integer" => format is "int32" or "int64",
        "number" => format is "float" or "double",
        _ => false,
    };
}
