using System.Text.Json.Nodes;
using StartOperator.LocalCluster.CustomResources;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>A default must itself be what its schema asks for.</summary>
internal static class DefaultRules
{
    public static IEnumerable<FieldError> Faults(JsonObject schema, string path) =>
    [
        .. schema["default"] is { } given ? OfDefault(schema, given, $"{path}.default") : [],
        .. schema["items"] is JsonObject items ? Faults(items, $"{path}.items") : [],
        .. (schema.Obj("properties") ?? []).Where(property => property.Value is JsonObject)
            .SelectMany(property => Faults((JsonObject)property.Value!, $"{path}.properties[{property.Key}]")),
    ];

    private static IEnumerable<FieldError> OfDefault(JsonObject schema, JsonNode given, string path)
    {
        var pruned = given.DeepClone();
        Pruning.Prune(CustomSchemas.Of(schema), pruned, "", [], false);
        if (!pruned.Same(given)) yield return FieldError.Invalid(path, given, "must not have unknown fields");
        List<FieldError> faults = [.. EmbeddedObjects.Faults(schema, given), .. ValueValidator.Validate(schema, given, "").Errors];
        if (faults.Count == 0) faults = [.. ValidationRules.Of(schema, false)?.Faults(given, given, null, []) ?? []];
        if (faults.Count == 0) faults = [.. ValidationRules.Of(schema, false)?.Faults(given, null, null, []) ?? []];
        foreach (var fault in faults) yield return fault with { Field = fault.Field is "<nil>" or "" ? path : $"{path}.{fault.Field}" };
    }
}
