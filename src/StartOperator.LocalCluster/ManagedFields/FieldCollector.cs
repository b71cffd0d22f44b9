using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>Collects the fields an applied configuration sets: its leaves, list items, map entries and empty maps.</summary>
internal static class FieldCollector
{
    public static FieldSet Of(Schema schema, JsonObject value)
    {
        var set = new FieldSet();
        Collect(schema, value, [], set);
        return set;
    }

    private static void Collect(Schema schema, JsonNode? value, PathElement[] path, FieldSet set)
    {
        switch (Typed.ShapeOf(schema, value))
        {
            case Shape.Leaf: set.Insert(path); break;
            case Shape.Map when value is JsonObject map:
                foreach (var (key, entry) in map)
                {
                    PathElement[] at = [.. path, PathElement.Field(key)];
                    Collect(Typed.Entry(schema, key), entry, at, set);
                    if (entry is null or JsonObject { Count: 0 } || !Typed.IsNamedField(schema, key)) set.Insert(at);
                }

                break;
            case Shape.List when value is JsonArray list:
                foreach (var (step, items) in Typed.Index(schema, list))
                {
                    PathElement[] at = [.. path, step];
                    if (items.Count == 1) Collect(schema.Element!, items[0], at, set);
                    set.Insert(at);
                }

                break;
        }
    }
}
