using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Cel;

/// <summary>The types that rules see in an OpenAPI schema.</summary>
internal static class CelSchemas
{
    /// <summary>The type of a schema's values; null when rules can't see them. A root is a whole object with apiVersion, kind and metadata.</summary>
    public static CelType? TypeOf(JsonNode? schema, bool isRoot)
    {
        if (schema.Flag("x-kubernetes-int-or-string") == true) return CelType.Dyn;
        isRoot |= schema.Flag("x-kubernetes-embedded-resource") == true;
        return schema.Text("type") switch
        {
            "array" => TypeOf(schema.At("items"), false) is { } item ? CelType.List(item) : null,
            "object" when schema.At("additionalProperties") is JsonObject values && schema.Obj("properties") is null =>
                TypeOf(values, false) is { } value ? CelType.Map(CelType.Text, value) : null,
            "object" => CelType.Object(Fields(schema, isRoot)),
            "string" => schema.Text("format") switch
            {
                "byte" => CelType.Bytes,
                "duration" => CelType.Duration,
                "date" or "date-time" => CelType.Timestamp,
                _ => CelType.Text,
            },
            "boolean" => CelType.Bool,
            "number" => CelType.Double,
            "integer" => CelType.Int,
            _ => isRoot ? CelType.Object(Fields(schema, isRoot)) : null,
        };
    }

    private static Dictionary<string, CelType> Fields(JsonNode? schema, bool isRoot)
    {
        var fields = new Dictionary<string, CelType>(StringComparer.Ordinal);
        foreach (var (name, property) in schema.Obj("properties") ?? [])
        {
            if (CelNames.Escaped(name) is { } escaped && TypeOf(property, false) is { } type) fields[escaped] = type;
        }

        if (!isRoot) return fields;
        (fields["apiVersion"], fields["kind"]) = (CelType.Text, CelType.Text);
        fields["metadata"] = TypeOf(CelFields.Metadata, false)!;
        return fields;
    }
}
