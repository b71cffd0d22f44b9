using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>What is wrong with a definition's schema. Later checks are left out where earlier ones already say that it can't be read.</summary>
internal static class SchemaFaults
{
    private static readonly HashSet<string> AtRootWithStatus =
    [
        "description", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems",
        "uniqueItems", "multipleOf", "required", "items", "properties", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
    ];

    public static IEnumerable<FieldError> Of(DefinitionSchema schema)
    {
        var path = $"{schema.Path}.openAPIV3Schema";
        var faults = schema.HasStatus ? OfRoot(schema.Root, path).ToList() : [];
        if (schema.Root.Flag("nullable") == true) faults.Add(FieldError.Forbidden($"{path}.nullable", "nullable cannot be true at the root"));
        var unreadable = Unreadable(schema.Root);
        List<FieldError> deeper = unreadable is null ? [.. StructuralRules.Faults(schema.Root, path)] : [];
        if (unreadable is null && deeper.Count == 0) deeper.AddRange(DefaultRules.Faults(schema.Root, path));
        faults.AddRange(deeper);
        faults.AddRange(SchemaRules.Faults(schema.Root, path, unreadable is null && deeper.Count == 0));
        if (faults.Count == 0 && unreadable is not null) faults.Add(FieldError.Invalid(path, "", unreadable));
        return faults;
    }

    /// <summary>With a status subresource, the schema of status must not depend on what stands around it.</summary>
    private static IEnumerable<FieldError> OfRoot(JsonObject root, string path)
    {
        if (root.Text("type") != "object")
        {
            yield return FieldError.Invalid(
                $"{path}.type", root.Text("type") ?? "", "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled");
            yield break;
        }

        if (root.Any(field => field.Key != "type" && !AtRootWithStatus.Contains(field.Key) && !IsZero(field.Value)))
            yield return FieldError.InvalidUnshown(path, "only some fields are allowed at the root of the schema if the status subresource is enabled");
    }

    private static bool IsZero(JsonNode? value) => value is null or JsonArray { Count: 0 } || value.Text() == "" || value.Flag() == false;

    /// <summary>Why a schema has no structure at all; null when it has.</summary>
    private static string? Unreadable(JsonNode? schema)
    {
        if (schema is not JsonObject obj) return null;
        if (obj["items"] is JsonArray) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
        foreach (var (field, name) in (ReadOnlySpan<(string, string)>)[("id", "id"), ("$schema", "schema"), ("$ref", "$ref")])
        {
            if (obj.Text(field) is { Length: > 0 }) return $"OpenAPIV3Schema '{name}' is not supported";
        }

        foreach (var field in (ReadOnlySpan<string>)["patternProperties", "dependencies", "additionalItems", "definitions"])
        {
            if (obj[field] is not null and not JsonObject { Count: 0 }) return $"OpenAPIV3Schema '{field}' is not supported";
        }

        if (obj.Flag("x-kubernetes-preserve-unknown-fields") == false) return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
        return Subschemas.Of(obj).Select(below => Unreadable(below.Schema)).FirstOrDefault(fault => fault is not null);
    }
}
