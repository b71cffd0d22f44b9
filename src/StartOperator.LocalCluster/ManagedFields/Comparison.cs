using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>Which fields a write added, modified and removed.</summary>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    public static Comparison Of(Schema schema, JsonObject before, JsonObject after)
    {
        var comparison = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
        comparison.Compare(schema, new Side(before), new Side(after), []);
        return comparison;
    }

    /// <summary>The comparison without everything at or below these paths.</summary>
    public Comparison Without(FieldSet trees) => new(Added.WithoutTrees(trees), Modified.WithoutTrees(trees), Removed.WithoutTrees(trees));

    /// <summary>At least one side is present.</summary>
    private void Compare(Schema schema, Side before, Side after, PathElement[] path)
    {
        var leaf = true;
        switch (Shape(schema, before, after))
        {
            case ManagedFields.Shape.Map:
                var (left, right) = (before.Value as JsonObject, after.Value as JsonObject);
                leaf = left is null or { Count: 0 } && right is null or { Count: 0 };
                if (!leaf) CompareMaps(schema, left ?? [], right ?? [], path);
                break;
            case ManagedFields.Shape.List:
                var (first, second) = (before.Value as JsonArray, after.Value as JsonArray);
                leaf = first is null or { Count: 0 } && second is null or { Count: 0 };
                if (!leaf) CompareLists(schema, first, second, path);
                break;
        }

        if (!before.Present) Added.Insert(path);
        else if (!after.Present) Removed.Insert(path);
        else if (leaf && !before.Value.Same(after.Value)) Modified.Insert(path);
    }

    private static Shape Shape(Schema schema, Side before, Side after)
    {
        var left = Typed.ShapeOf(schema, before.Value);
        var right = Typed.ShapeOf(schema, after.Value);
        if (!after.Present) return left;
        if (!before.Present || left == right) return right;
        return ManagedFields.Shape.Leaf;
    }

    private void CompareMaps(Schema schema, JsonObject before, JsonObject after, PathElement[] path)
    {
        foreach (var key in before.Select(entry => entry.Key).Union(after.Select(entry => entry.Key)))
        {
            Compare(Typed.Entry(schema, key), Side.Of(before, key), Side.Of(after, key), [.. path, PathElement.Field(key)]);
        }
    }

    private void CompareLists(Schema schema, JsonArray? before, JsonArray? after, PathElement[] path)
    {
        var left = Typed.Index(schema, before).ToDictionary(entry => entry.Step, entry => entry.Items);
        var right = Typed.Index(schema, after).ToDictionary(entry => entry.Step, entry => entry.Items);
        foreach (var step in left.Keys.Union(right.Keys))
        {
            var (old, now) = (left.GetValueOrDefault(step) ?? [], right.GetValueOrDefault(step) ?? []);
            PathElement[] at = [.. path, step];
            if (old.Count <= 1 && now.Count <= 1) Compare(schema.Element!, Side.First(old), Side.First(now), at);
            else if (old.Count > 1 && now.Count > 1)
            {
                if (old.Count != now.Count || old.Zip(now).Any(pair => !pair.First.Same(pair.Second))) Modified.Insert(at);
            }
            else if (old.Count > 1)
            {
                if (now.Count > 0) Compare(schema.Element!, default, Side.First(now), at);
                Removed.Insert(at);
            }
            else
            {
                if (old.Count > 0) Compare(schema.Element!, Side.First(old), default, at);
                Added.Insert(at);
            }
        }
    }

    /// <summary>A value on one side of the comparison, or its absence.</summary>
    private readonly record struct Side(bool Present, JsonNode? Value)
    {
        public Side(JsonNode? value)
            : this(true, value)
        {
        }

        public static Side Of(JsonObject map, string key) => map.TryGetPropertyValue(key, out var value) ? new Side(value) : default;

        public static Side First(List<JsonNode?> items) => items.Count == 0 ? default : new Side(items[0]);
    }
}
