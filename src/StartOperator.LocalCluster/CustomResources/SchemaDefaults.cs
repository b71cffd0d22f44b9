using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Fills in a structural schema's defaults, and drops nulls of fields that can't be null.</summary>
internal static class SchemaDefaults
{
    public static void Apply(JsonNode? schema, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject obj: ApplyToObject(schema, obj); break;
            case JsonArray list when schema.At("items") is { } items:
                foreach (var item in list) Apply(items, item);
                break;
        }
    }

    private static void ApplyToObject(JsonNode? schema, JsonObject obj)
    {
        var properties = schema.Obj("properties");
        foreach (var (name, property) in properties ?? [])
        {
            if (property.At("default") is { } given && (!obj.TryGetPropertyValue(name, out var value) || (value is null && !Nullable(property))))
                obj[name] = given.DeepClone();
        }

        var values = schema.At("additionalProperties") as JsonObject;
        foreach (var (name, value) in obj.ToList())
        {
            var child = properties?[name] ?? values;
            if (child is null) continue;
            if (value is not null) Apply(child, value);
            else if (!Nullable(child)) obj.Remove(name);
        }
    }

    private static bool Nullable(JsonNode? schema) => schema.Flag("nullable") == true;
}
