using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>
/// A schema must be structural: every value has one type, said once and outside of not, allOf, anyOf and oneOf, which in turn only
/// restrict values that are described outside of them.
/// </summary>
internal static class StructuralRules
{
    private static readonly (string Field, string Must)[] ForbiddenInAlternatives =
    [
        ("type", "empty"), ("additionalProperties", "undefined"), ("default", "undefined"), ("title", "empty"), ("description", "empty"), ("nullable", "false"),
        ("x-kubernetes-preserve-unknown-fields", "false"), ("x-kubernetes-embedded-resource", "false"), ("x-kubernetes-int-or-string", "false"),
        ("x-kubernetes-list-map-keys", "empty"), ("x-kubernetes-list-type", "undefined"), ("x-kubernetes-map-type", "undefined"), ("x-kubernetes-validations", "empty"),
    ];

    private static readonly JsonArray IntegerOrString = [new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }];

    public static IEnumerable<FieldError> Faults(JsonObject root, string path) =>
        [.. Check(root, path, "at the root"), .. StructuralCompleteness.Faults(root, root, path, path)];

    private static IEnumerable<FieldError> Check(JsonObject schema, string path, string place) =>
    [
        .. schema.Text("type") == "array" && schema["items"] is null ? [FieldError.Required($"{path}.items", "must be specified")] : Array.Empty<FieldError>(),
        .. Subschemas.Structural(schema).SelectMany(below => Check(below.Schema, path + below.Step, below.Step == ".items" ? "for specified array items" : "for specified object fields")),
        .. OfExtensions(schema, path),
        .. OfType(schema, path, place),
        .. OfMetadata(schema, path, place),
        .. OfAlternatives(schema, path, schema["anyOf"].Same(IntegerOrString), schema.Objects("allOf").FirstOrDefault()?["anyOf"].Same(IntegerOrString) == true),
    ];

    private static IEnumerable<FieldError> OfExtensions(JsonObject schema, string path)
    {
        if (schema.Flag("x-kubernetes-int-or-string") != true) yield break;
        foreach (var field in (string[])["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"])
        {
            if (schema.Flag(field) == true) yield return FieldError.Invalid($"{path}.{field}", true, "must be false if x-kubernetes-int-or-string is true");
        }
    }

    private static IEnumerable<FieldError> OfType(JsonObject schema, string path, string place)
    {
        var type = schema.Text("type") ?? "";
        var isRoot = place == "at the root";
        var keepsUnknown = schema.Flag("x-kubernetes-preserve-unknown-fields") == true;
        if (schema.Flag("x-kubernetes-embedded-resource") == true)
        {
            const string must = "must be object if x-kubernetes-embedded-resource is true";
            if (type.Length == 0) yield return FieldError.Required($"{path}.type", must);
            else if (type != "object") yield return FieldError.Invalid($"{path}.type", type, must);
            if (schema["additionalProperties"] is not null)
                yield return FieldError.Forbidden($"{path}.additionalProperties", "must not be used if x-kubernetes-embedded-resource is set");
            if (!keepsUnknown && schema.Obj("properties") is not { Count: > 0 })
                yield return FieldError.Required($"{path}.properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }
        else if (type.Length == 0 && !keepsUnknown && schema.Flag("x-kubernetes-int-or-string") != true)
        {
            yield return FieldError.Required($"{path}.type", $"must not be empty {place}");
        }

        if (!isRoot) yield break;
        if (type.Length > 0 && type != "object") yield return FieldError.Invalid($"{path}.type", type, "must be object at the root");
        if (schema["additionalProperties"] is not null) yield return FieldError.Forbidden($"{path}.additionalProperties", "must not be used at the root");
    }

    /// <summary>Whole objects have metadata of their own; a schema may only restrict its names.</summary>
    private static IEnumerable<FieldError> OfMetadata(JsonObject schema, string path, string place)
    {
        var isRoot = place == "at the root";
        if (!isRoot && schema.Flag("x-kubernetes-embedded-resource") != true) yield break;
        foreach (var field in (string[])["kind", "apiVersion"])
        {
            if (schema.Obj("properties")?[field] is { } own && own.Text("type") != "string")
                yield return FieldError.Invalid($"{path}.properties[{field}].type", own.Text("type") ?? "", "must be string");
        }

        if (schema.Obj("properties")?["metadata"] is not JsonObject metadata) yield break;
        if (metadata.Text("type") != "object") yield return FieldError.Invalid($"{path}.properties[metadata].type", metadata.Text("type") ?? "", "must be object");
        if (isRoot && !RestrictsNamesOnly(metadata))
        {
            yield return FieldError.Forbidden(
                $"{path}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified");
        }
    }

    private static bool RestrictsNamesOnly(JsonObject metadata) =>
        metadata.All(field => field.Key is "type" or "default" || (field.Key == "properties" && field.Value is JsonObject names && names.All(name => name.Key is "name" or "generateName")));

    private static IEnumerable<FieldError> OfAlternatives(JsonObject schema, string path, bool skipAnyOf, bool skipFirstOfAll)
    {
        foreach (var (below, step) in Subschemas.Alternatives(schema))
        {
            if (skipAnyOf && step.StartsWith(".anyOf", StringComparison.Ordinal)) continue;
            foreach (var fault in OfAlternative(below, path + step, skipFirstOfAll && step == ".allOf[0]")) yield return fault;
        }

        if (schema.Text("pattern") is { Length: > 0 } pattern && Re2.Fault(pattern) is { } wrong)
            yield return FieldError.Invalid($"{path}.pattern", pattern, $"must be a valid regular expression, but isn't: {wrong}");
    }

    private static IEnumerable<FieldError> OfAlternative(JsonObject schema, string path, bool skipAnyOf) =>
    [
        .. OfAlternatives(schema, path, skipAnyOf, false),
        .. schema["items"] is JsonObject items ? OfAlternative(items, $"{path}.items", false) : [],
        .. (schema.Obj("properties") ?? []).Where(property => property.Value is JsonObject)
            .SelectMany(property => OfAlternative((JsonObject)property.Value!, $"{path}.properties[{property.Key}]", false)),
        .. ForbiddenInAlternatives.Where(part => IsSet(schema[part.Field])).Select(part => FieldError.Forbidden($"{path}.{part.Field}", $"must be {part.Must} to be structural")),
        .. schema.Obj("properties")?.ContainsKey("metadata") == true
            ? [FieldError.Forbidden($"{path}.properties[metadata]", "must not be specified in a nested context")]
            : Array.Empty<FieldError>(),
    ];

    private static bool IsSet(JsonNode? value) => value is not null and not JsonArray { Count: 0 } && value.Text() != "" && value.Flag() != false;
}
