using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>What each schema of a definition may say by itself.</summary>
internal static class SchemaRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private static readonly string[] Unsupported = ["additionalItems", "patternProperties", "definitions", "dependencies"];

    /// <param name="root">The schema of whole objects.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="readsRules">Whether rules in CEL are read: they can only be when the whole schema is well-formed.</param>
    public static IEnumerable<FieldError> Faults(JsonObject root, string path, bool readsRules)
    {
        var faults = new FaultsFound();
        Check(root, path, new Place(true, false, null, null), faults, readsRules);
        return faults.All;
    }

    private static void Check(JsonObject schema, string path, Place place, FaultsFound faults, bool readsRules)
    {
        var own = new FaultsFound();
        own.OfSchema.AddRange(OfKeywords(schema, path, place));
        var values = place.InMetadata ? place.ForbiddingDefaults("inside additionalProperties applying to object metadata") : place;
        if (schema["additionalProperties"] is JsonObject additional) Check(additional, $"{path}.additionalProperties", values.Below(), own, readsRules);
        foreach (var (name, property) in schema.Obj("properties") ?? [])
        {
            if (property is JsonObject below) Check(below, $"{path}.properties[{name}]", OfProperty(schema, name, place), own, readsRules);
        }

        foreach (var (below, step) in Subschemas.Alternatives(schema)) Check(below, path + step, place.Below(), own, false);
        var items = schema.Text("x-kubernetes-list-type") == "map" ? place.Below() : place.Below().Uncorrelated(path);
        if (schema["items"] is JsonObject item) Check(item, $"{path}.items", items, own, readsRules);
        own.OfSchema.AddRange(ListRules.Faults(schema, path));
        own.OfSchema.AddRange(ExpressionRules.OfForm(schema, path));
        if (own.OfSchema.Count == 0 && readsRules) own.OfRules.AddRange(ExpressionRules.OfMeaning(schema, path, place.IsRoot, place.Uncorrelatable));
        faults.Add(own);
    }

    private static Place OfProperty(JsonObject schema, string name, Place place)
    {
        var below = place.Below();
        if ((!place.IsRoot && schema.Flag("x-kubernetes-embedded-resource") != true) || name is not ("metadata" or "kind" or "apiVersion")) return below;
        below = below with { InMetadata = true };
        return place.IsRoot ? below.ForbiddingDefaults($"in top-level {name}") : below;
    }

    private static IEnumerable<FieldError> OfKeywords(JsonObject schema, string path, Place place)
    {
        var type = schema.Text("type") ?? "";
        if (type.Length > 0 && !Types.Contains(type)) yield return FieldError.NotSupported($"{path}.type", type, Types);
        if (schema["default"] is not null && place.NoDefaults is { } reason) yield return FieldError.Forbidden($"{path}.default", $"must not be set {reason}");
        foreach (var field in (string[])["id", "$ref"])
        {
            if (schema.Text(field) is { Length: > 0 }) yield return FieldError.Forbidden($"{path}.{field}", $"{field} is not supported");
        }

        foreach (var field in Unsupported.Where(field => schema[field] is not null and not JsonObject { Count: 0 }))
            yield return FieldError.Forbidden($"{path}.{field}", $"{field} is not supported");
        if (type == "null") yield return FieldError.Forbidden($"{path}.type", "type cannot be set to null, use nullable as an alternative");
        if (schema["items"] is JsonArray { Count: > 0 }) yield return FieldError.Forbidden($"{path}.items", "items must be a schema object and not an array");
        if (place.InMetadata && schema.Flag("x-kubernetes-embedded-resource") == true)
            yield return FieldError.Forbidden($"{path}.x-kubernetes-embedded-resource", "must not be used inside of resource meta");
        if (schema.Flag("uniqueItems") == true)
            yield return FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        if (schema["additionalProperties"] is { } additional && schema.Obj("properties") is { Count: > 0 } && additional.Flag() != true)
            yield return FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive");
        if (schema.Flag("x-kubernetes-preserve-unknown-fields") == false)
            yield return FieldError.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", false, "must be true or undefined");
    }

    /// <summary>What was found at a schema and below it.</summary>
    private sealed class FaultsFound
    {
        public List<FieldError> OfSchema { get; } = [];

        public List<FieldError> OfRules { get; } = [];

        public IEnumerable<FieldError> All => OfSchema.Concat(OfRules);

        public void Add(FaultsFound below)
        {
            OfSchema.AddRange(below.OfSchema);
            OfRules.AddRange(below.OfRules);
        }
    }

    /// <summary>Where in a definition's schema a schema stands.</summary>
    /// <param name="IsRoot">It is of whole objects.</param>
    /// <param name="InMetadata">It is of metadata.</param>
    /// <param name="NoDefaults">Why it can't have defaults; null when it can.</param>
    /// <param name="Uncorrelatable">The outermost schema whose parts can't be told apart between two revisions.</param>
    private sealed record Place(bool IsRoot, bool InMetadata, string? NoDefaults, string? Uncorrelatable)
    {
        public Place Below() => IsRoot ? this with { IsRoot = false } : this;

        public Place ForbiddingDefaults(string reason) => this with { NoDefaults = reason };

        public Place Uncorrelated(string path) => Uncorrelatable is null ? this with { Uncorrelatable = path } : this;
    }
}
