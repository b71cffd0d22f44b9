using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Refuses equal items in lists that are sets, and items with equal keys in lists that are maps.</summary>
internal static class ListUniqueness
{
    public static IEnumerable<FieldError> Faults(JsonNode? schema, JsonNode? value, string path)
    {
        if (value is JsonArray list)
        {
            var type = schema.Text("x-kubernetes-list-type");
            var own = type switch
            {
                "set" => Duplicates(list, path, item => item),
                "map" => Duplicates(list, path, item => Keys(schema, item)),
                _ => [],
            };
            foreach (var error in own) yield return error;
            for (var i = 0; i < list.Count; i++)
            {
                foreach (var error in Faults(schema.At("items"), list[i], $"{path}[{i}]")) yield return error;
            }
        }
        else if (value is JsonObject obj)
        {
            foreach (var (name, child) in obj)
            {
                var property = schema.Obj("properties")?[name];
                var at = property is null ? $"{path}[{name}]" : path.Length == 0 ? name : $"{path}.{name}";
                if ((property ?? schema.At("additionalProperties")) is not JsonObject childSchema) continue;
                foreach (var error in Faults(childSchema, child, at)) yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> Duplicates(JsonArray list, string path, Func<JsonNode?, JsonNode?> identity)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var id = identity(list[i]);
            if (!seen.Add(Canonical(id))) yield return FieldError.Duplicate($"{path}[{i}]", id);
        }
    }

    /// <summary>The same text for equal values.</summary>
    private static string Canonical(JsonNode? value) => value switch
    {
        JsonObject obj => $"{{{string.Join(',', obj.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{JsonText.Text(field.Key)}:{Canonical(field.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Canonical))}]",
        _ when value.AsWhole() is { } whole => whole.ToString(CultureInfo.InvariantCulture),
        _ => JsonText.Text(value),
    };

    private static JsonObject Keys(JsonNode? schema, JsonNode? item)
    {
        var keys = new JsonObject();
        foreach (var key in schema.Texts("x-kubernetes-list-map-keys").Order(StringComparer.Ordinal))
        {
            if (item is JsonObject obj && obj.TryGetPropertyValue(key, out var value)) keys[key] = value?.DeepClone();
        }

        return keys;
    }
}
