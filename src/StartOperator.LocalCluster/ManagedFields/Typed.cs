using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>What a value is to field ownership, from its schema and, where that leaves it open, from the value itself.</summary>
internal enum Shape
{
    /// <summary>Owned as one: scalars, atomic lists and maps.</summary>
    Leaf,
    Map,
    List,
}

/// <summary>Shared rules of walking values by schema for field ownership.</summary>
internal static class Typed
{
    public static Shape ShapeOf(Schema schema, JsonNode? value)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map: return schema.AtomicMap || value is not (JsonObject or null) ? Shape.Leaf : Shape.Map;
            case SchemaKind.List: return schema.ListMerge == ListMerge.Atomic || value is not (JsonArray or null) ? Shape.Leaf : Shape.List;
            case SchemaKind.Any or SchemaKind.SchemaOrOther: return value is JsonObject ? Shape.Map : Shape.Leaf;
            default: return Shape.Leaf;
        }
    }

    /// <summary>The schema of a map's entry; unknown entries are anything.</summary>
    public static Schema Entry(Schema schema, string key) => schema.Child(key) ?? Schema.Any;

    public static bool IsNamedField(Schema schema, string key) => schema.Kind == SchemaKind.Object && schema.Fields.ContainsKey(key);

    /// <summary>The step to a list's item; null with a fault when the item has no usable key.</summary>
    public static PathElement? ItemPath(Schema list, JsonNode? item, out string fault)
    {
        fault = "";
        if (list.ListMerge == ListMerge.Set)
        {
            if (item is JsonValue) return PathElement.Value(item);
            fault = item is null
                ? "associative list without keys has an element that's an explicit null"
                : "associative list without keys has an element that's a map type";
            return null;
        }

        if (item is not JsonObject obj)
        {
            fault = item is null ? "associative list with keys may not have a null element" : "associative list with keys may not have non-map elements";
            return null;
        }

        var keys = new List<KeyValuePair<string, JsonNode?>>();
        foreach (var key in list.ListKeys)
        {
            if (obj.TryGetPropertyValue(key, out var value)) keys.Add(new(key, value));
            else if (list.Element?.Fields.GetValueOrDefault(key) is { } field && KeyDefault(field) is { } given) keys.Add(new(key, given));
        }

        if (keys.Count > 0) return PathElement.Key(keys);
        var names = string.Join(" ", list.ListKeys.Select(key => $"\"{key}\""));
        fault = $"associative list with keys has an element that omits all key fields [{names}] (and doesn't have default values for any key fields)";
        return null;
    }

    /// <summary>What a key counts as when an item leaves it out: its default, or the zero value of a field that is always written.</summary>
    private static JsonNode? KeyDefault(SchemaField field) => field switch
    {
        { Default: { } given } => given,
        { Zero: ZeroRule.Always, Schema.Kind: SchemaKind.Text } => "",
        { Zero: ZeroRule.Always, Schema.Kind: SchemaKind.Int32 or SchemaKind.Int64 } => 0,
        _ => null,
    };

    /// <summary>Items by their step, in order; items of a step that occurs twice come as a list of several.</summary>
    public static List<(PathElement Step, List<JsonNode?> Items)> Index(Schema schema, JsonArray? list)
    {
        var result = new List<(PathElement Step, List<JsonNode?> Items)>();
        var places = new Dictionary<PathElement, int>();
        foreach (var item in list ?? [])
        {
            if (ItemPath(schema, item, out _) is not { } step) continue;
            if (places.TryGetValue(step, out var place)) result[place].Items.Add(item);
            else
            {
                places[step] = result.Count;
                result.Add((step, [item]));
            }
        }

        return result;
    }
}
