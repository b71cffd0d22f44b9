using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.Patching;

/// <summary>
/// Strategic merge patch: like a merge patch, but lists that the schema says merge are merged by key, and directives
/// ($patch, $retainKeys, $setElementOrder/…, $deleteFromPrimitiveList/…) say what plain JSON can't.
/// </summary>
internal static class StrategicMerge
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string OrderPrefix = "$setElementOrder/";
    private const string DeletePrefix = "$deleteFromPrimitiveList/";

    /// <summary>The target with the patch applied; neither argument is changed.</summary>
    /// <exception cref="PatchException">The patch can't be applied.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch, Schema schema) => Merge(target.Copy(), patch.Copy(), schema);

    private static JsonObject Merge(JsonObject original, JsonObject patch, Schema? schema)
    {
        if (patch.TryGetPropertyValue(Directive, out var directive))
        {
            patch.Remove(Directive);
            return directive.Text() switch
            {
                "replace" => patch,
                "delete" => [],
                var other => throw new PatchException($"unknown patch type: {other} in map: {GoText.Map(patch)}"),
            };
        }

        ApplyRetainKeys(original, patch);
        ApplyOrders(original, patch, schema);
        foreach (var (name, value) in patch.ToList())
        {
            patch.Remove(name);
            if (name.StartsWith(DeletePrefix, StringComparison.Ordinal)) DeleteScalars(original, name[DeletePrefix.Length..], value);
            else MergeField(original, name, value, schema);
        }

        return original;
    }

    private static void MergeField(JsonObject original, string name, JsonNode? value, Schema? schema)
    {
        if (value is null)
        {
            original.Remove(name);
            return;
        }

        switch (original[name], value)
        {
            case (JsonObject before, JsonObject change) when !Replaces(schema, name):
                original.Remove(name);
                original[name] = Merge(before, change, schema?.Child(name));
                break;
            case (JsonArray before, JsonArray change) when Merges(schema, name):
                original.Remove(name);
                original[name] = MergeList(before, change, schema?.Child(name), MergeKey(schema, name));
                break;
            default:
                original.Remove(name);
                if (original[name] is null) DropNulls(value);
                if (!DropDirectives(value)) original[name] = value;
                break;
        }
    }

    private static void ApplyRetainKeys(JsonObject original, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(RetainKeys, out var list)) return;
        patch.Remove(RetainKeys);
        if (list is not JsonArray) throw new PatchException("invalid patch format of retainKeys") { Malformed = true };
        var kept = list.Texts().ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in patch)
        {
            if (value is null || name.StartsWith(DeletePrefix, StringComparison.Ordinal) || name.StartsWith(OrderPrefix, StringComparison.Ordinal)) continue;
            if (!kept.Contains(name)) throw new PatchException("invalid patch format of retainKeys") { Malformed = true };
        }

        foreach (var name in original.Select(field => field.Key).Where(name => !kept.Contains(name)).ToList()) original.Remove(name);
    }

    private static void ApplyOrders(JsonObject original, JsonObject patch, Schema? schema)
    {
        foreach (var name in patch.Select(field => field.Key).Where(name => name.StartsWith(OrderPrefix, StringComparison.Ordinal)).ToList())
        {
            var field = name[OrderPrefix.Length..];
            var order = patch[name] as JsonArray ?? throw new PatchException($"expected a []interface {{}}, but received a {GoText.Kind(patch[name])}");
            patch.Remove(name);
            var (before, change) = (ListAt(original, field), ListAt(patch, field));
            var key = MergeKey(schema, field);
            if (change is not null) CheckOrder(change, order, key);
            if (before is null && change is null) continue;
            var initial = (JsonArray?)before?.DeepClone() ?? [];
            patch.Remove(field);
            original.Remove(field);
            JsonArray merged;
            if (change is null) merged = before!;
            else if (before is null)
            {
                DropDirectives(change);
                merged = change;
            }
            else merged = Merges(schema, field) ? MergeList(before, change, schema?.Child(field), key) : change;
            original[field] = ListOrder.Arrange(merged, order, initial, key);
        }
    }

    private static JsonArray? ListAt(JsonObject obj, string field) => obj[field] switch
    {
        null => null,
        JsonArray list => list,
        _ => throw new PatchException($"expected a list at {field}"),
    };

    private static void CheckOrder(JsonArray change, JsonArray order, string? key)
    {
        if (order.Count == 0) return;
        var next = 0;
        foreach (var item in change)
        {
            if (item is JsonObject obj && obj.ContainsKey(Directive)) continue;
            while (next < order.Count && !ListOrder.SameItem(item, order[next], key)) next++;
            if (next++ >= order.Count)
                throw new PatchException($"The order in patch list:\n{GoText.Map(change)}\n doesn't match $setElementOrder list:\n{GoText.Map(order)}\n");
        }
    }

    private static void DeleteScalars(JsonObject original, string field, JsonNode? gone)
    {
        if (gone is not JsonArray list || original[field] is not JsonArray before) return;
        for (var i = before.Count - 1; i >= 0; i--)
        {
            if (list.Any(item => item.Same(before[i]))) before.RemoveAt(i);
        }
    }

    private static JsonArray MergeList(JsonArray original, JsonArray patch, Schema? schema, string? key)
    {
        if (original.Count == 0 && patch.Count == 0) return original;
        var initial = (JsonArray)original.DeepClone();
        if (original.Concat(patch).Select(item => item is JsonObject).Distinct().Count() > 1)
            throw new PatchException($"list element types are not identical: [{GoText.Map(original)} {GoText.Map(patch)}]");
        if ((patch.Count > 0 ? patch[0] : original[0]) is not JsonObject) return MergeScalars(original, patch, initial);
        if (key is null) throw new PatchException("cannot merge lists without merge key");
        var items = patch.Select(item => item as JsonObject ?? throw new PatchException("list element types are not identical")).ToList();
        patch.Clear();
        var replaced = false;
        foreach (var item in items.Where(item => item.ContainsKey(Directive)))
        {
            switch (item.Text(Directive))
            {
                case "delete":
                    if (item[key] is not { } gone) throw NoKey(item, key);
                    for (var i = original.Count - 1; i >= 0; i--)
                    {
                        if (original[i].At(key).Same(gone)) original.RemoveAt(i);
                    }

                    break;
                case "replace": replaced = true; break;
                case "merge": throw new PatchException("merging lists cannot yet be specified in the patch");
                case var other: throw new PatchException($"unknown patch type: {other} in map: {GoText.Map(item)}");
            }
        }

        items.RemoveAll(item => item.ContainsKey(Directive));
        if (replaced) return new JsonArray([.. items]);
        var order = new JsonArray([.. items.Select(item => item.DeepClone())]);
        foreach (var item in items) MergeItem(original, item, schema?.Element, key);
        return ListOrder.Arrange(original, order, initial, key);
    }

    private static JsonArray MergeScalars(JsonArray original, JsonArray patch, JsonArray initial)
    {
        var both = new JsonArray();
        foreach (var item in original.Concat(patch))
        {
            if (!both.Any(known => known.Same(item))) both.Add(item?.DeepClone());
        }

        return ListOrder.Arrange(both, patch, initial, null);
    }

    private static void MergeItem(JsonArray original, JsonObject item, Schema? schema, string key)
    {
        if (item[key] is not { } value) throw NoKey(item, key);
        for (var i = 0; i < original.Count; i++)
        {
            if (original[i] is not JsonObject before || !before[key].Same(value)) continue;
            original[i] = new JsonObject();
            original[i] = Merge(before, item, schema);
            return;
        }

        DropNulls(item);
        DropDirectives(item);
        original.Add(item);
    }

    private static PatchException NoKey(JsonObject item, string key) =>
        new($"map: {GoText.Map(item)} does not contain declared merge key: {key}");

    private static bool Merges(Schema? schema, string name) => Field(schema, name)?.PatchStrategy.Contains("merge") == true;

    private static bool Replaces(Schema? schema, string name) => Field(schema, name)?.PatchStrategy.Contains("replace") == true;

    private static string? MergeKey(Schema? schema, string name) => Field(schema, name)?.PatchMergeKey;

    private static SchemaField? Field(Schema? schema, string name) => schema?.Fields.GetValueOrDefault(name);

    private static void DropNulls(JsonNode? value)
    {
        if (value is JsonObject obj)
        {
            foreach (var (name, child) in obj.ToList())
            {
                if (child is null) obj.Remove(name);
                else DropNulls(child);
            }
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list) DropNulls(item);
        }
    }

    /// <summary>Removes what is only a directive; true when the value itself is one.</summary>
    private static bool DropDirectives(JsonNode? value)
    {
        if (value is JsonObject obj)
        {
            if (obj.ContainsKey(Directive)) return true;
            foreach (var (name, child) in obj.ToList())
            {
                if (DropDirectives(child)) obj.Remove(name);
            }
        }
        else if (value is JsonArray list)
        {
            for (var i = list.Count - 1; i >= 0; i--)
            {
                if (DropDirectives(list[i])) list.RemoveAt(i);
            }
        }

        return false;
    }
}
