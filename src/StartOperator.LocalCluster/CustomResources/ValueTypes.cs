using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Checks that a value has its schema's type.</summary>
internal static class ValueTypes
{
    public static void Check(JsonNode? schema, JsonNode? value, string path, SchemaOutcome outcome)
    {
        var expected = Expected(schema);
        if (expected.Length == 0) return;
        outcome.Count();
        if (value is null)
        {
            if (schema.Flag("nullable") != true) outcome.Add(Mismatch(expected, "null", path));
            return;
        }

        var actual = NameOf(value);
        var fits = expected.Contains(actual) || (actual == "integer" && expected.Contains("number")) ||
            (actual == "number" && expected.Contains("integer") && value.AsWhole() is not null);
        if (!fits) outcome.Add(Mismatch(expected, actual, path));
    }

    /// <summary>The JSON type of a value as schemas name it.</summary>
    public static string NameOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => value.AsValue().TryGetValue<double>(out _) ? "number" : "integer",
    };

    private static string[] Expected(JsonNode? schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string") == true) return ["integer", "string"];
        return schema.Text("type") is { Length: > 0 } type ? [type] : [];
    }

    private static FieldError Mismatch(string[] expected, string actual, string path)
    {
        var shown = path.Length == 0 ? "<nil>" : path;
        return FieldError.TypeInvalid(shown, actual, $"{path} in body must be of type {string.Join(",", expected)}: \"{actual}\"");
    }
}
