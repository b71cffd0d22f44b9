using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>Takes fields out of an object.</summary>
internal static class FieldRemoval
{
    public static JsonObject Remove(Schema schema, JsonObject value, FieldSet gone) => Remove(schema, (JsonNode)value, gone) as JsonObject ?? [];

    private static JsonNode? Remove(Schema schema, JsonNode? value, FieldSet gone)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map when schema.Kind is SchemaKind.Object or SchemaKind.Map or SchemaKind.Any or SchemaKind.SchemaOrOther:
                return schema.AtomicMap ? null : RemoveFromMap(schema, map, gone);
            case JsonArray { Count: > 0 } list when schema.Kind is SchemaKind.List:
                return schema.ListMerge == ListMerge.Atomic ? null : RemoveFromList(schema, list, gone);
            case JsonObject or JsonArray: return null;
            default: return value?.DeepClone();
        }
    }

    /// <summary>A value that loses all it has within stays, empty.</summary>
    private static JsonNode? RemoveWithin(Schema schema, JsonNode? value, FieldSet gone) => Remove(schema, value, gone) ?? value switch
    {
        JsonObject => new JsonObject(),
        JsonArray => new JsonArray(),
        _ => null,
    };

    private static JsonObject? RemoveFromMap(Schema schema, JsonObject map, FieldSet gone)
    {
        var (result, matched) = (new JsonObject(), false);
        foreach (var (key, entry) in map)
        {
            var step = PathElement.Field(key);
            if (gone.HasMember(step)) continue;
            var below = gone.Below(step);
            matched |= !below.IsEmpty;
            result[key] = below.IsEmpty ? entry?.DeepClone() : RemoveWithin(Typed.Entry(schema, key), entry, below);
        }

        return result.Count > 0 || matched ? result : null;
    }

    private static JsonArray? RemoveFromList(Schema schema, JsonArray list, FieldSet gone)
    {
        var (result, matched) = (new JsonArray(), false);
        foreach (var item in list)
        {
            if (Typed.ItemPath(schema, item, out _) is not { } step)
            {
                result.Add(item?.DeepClone());
                continue;
            }

            if (gone.HasMember(step)) continue;
            var below = gone.Below(step);
            matched |= !below.IsEmpty;
            result.Add(below.IsEmpty ? item?.DeepClone() : RemoveWithin(schema.Element!, item, below));
        }

        return result.Count > 0 || matched ? result : null;
    }
}
