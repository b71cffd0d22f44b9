using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>The fields that field selectors of custom objects may name.</summary>
internal static class SelectableFieldRules
{
    private const int Most = 8;

    public static IEnumerable<FieldError> Faults(JsonObject spec) =>
        DefinitionSchemas.Each(spec, "selectableFields").SelectMany(fields => OfVersion(fields.Version.Obj("schema", "openAPIV3Schema"), fields.Value, fields.Path));

    private static IEnumerable<FieldError> OfVersion(JsonObject? schema, JsonNode fields, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, field) in fields.Objects().Index())
        {
            var at = $"{path}[{i}].jsonPath";
            var given = field.Text("jsonPath") ?? "";
            if (given.Length == 0)
            {
                yield return FieldError.Required(at);
                continue;
            }

            if (!FieldPath.TryFollow(given, schema, false, out var found, out var fault))
            {
                yield return FieldError.Invalid(at, given, $"is an invalid path: {fault}");
                continue;
            }

            if (given.Split('.') is ["", "metadata", ..]) yield return FieldError.Invalid(at, given, "must not point to fields in metadata");
            if (found.Text("type") is not ("string" or "boolean" or "integer"))
            {
                yield return FieldError.Invalid(
                    at, given, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            }

            if (!seen.Add(given)) yield return FieldError.Duplicate(at, given);
        }

        if (seen.Count > Most) yield return FieldError.TooMany(path, seen.Count, Most);
    }
}
