using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>Lays an applied configuration over a live object: its values win, lists merge by their keys, the rest stays.</summary>
internal static class ApplyMerge
{
    public static JsonObject Merge(Schema schema, JsonObject live, JsonObject applied) =>
        TryMerge(schema, true, live, true, applied, out var merged) && merged is JsonObject obj ? obj : [];

    /// <summary>False when nothing is left to show for the value.</summary>
    private static bool TryMerge(Schema schema, bool hasLive, JsonNode? live, bool hasApplied, JsonNode? applied, out JsonNode? merged)
    {
        var shape = hasApplied ? Typed.ShapeOf(schema, applied) : Typed.ShapeOf(schema, live);
        if (shape == Shape.Map && live is JsonObject or null && !(live is null or JsonObject { Count: 0 } && applied is null or JsonObject { Count: 0 }))
        {
            var map = MergeMaps(schema, live as JsonObject ?? [], applied as JsonObject ?? []);
            merged = map;
            return map.Count > 0;
        }

        if (shape == Shape.List && live is JsonArray or null && !(live is null or JsonArray { Count: 0 } && applied is null or JsonArray { Count: 0 }))
        {
            var list = MergeLists(schema, live as JsonArray, applied as JsonArray);
            merged = list;
            return list.Count > 0;
        }

        merged = (hasApplied ? applied : live)?.DeepClone();
        return hasApplied || hasLive;
    }

    private static JsonObject MergeMaps(Schema schema, JsonObject live, JsonObject applied)
    {
        var result = new JsonObject();
        foreach (var key in live.Select(entry => entry.Key).Union(applied.Select(entry => entry.Key)))
        {
            var hasLive = live.TryGetPropertyValue(key, out var before);
            var hasApplied = applied.TryGetPropertyValue(key, out var wanted);
            if (TryMerge(Typed.Entry(schema, key), hasLive, before, hasApplied, wanted, out var merged)) result[key] = merged;
        }

        return result;
    }

    /// <summary>Applied items come in the configuration's order; live items in between keep their place relative to the shared ones.</summary>
    private static JsonArray MergeLists(Schema schema, JsonArray? live, JsonArray? applied)
    {
        var liveSteps = Steps(schema, live);
        var wanted = Typed.Index(schema, applied);
        var liveItems = Typed.Index(schema, live).ToDictionary(entry => entry.Step, entry => entry.Items);
        var wantedItems = wanted.ToDictionary(entry => entry.Step, entry => entry.Items[0]);
        var shared = new Queue<PathElement>(wanted.Select(entry => entry.Step).Where(liveItems.ContainsKey));
        var (result, taken, i, j) = (new JsonArray(), new HashSet<PathElement>(), 0, 0);
        while (i < liveSteps.Count || j < wanted.Count)
        {
            if (i < liveSteps.Count && j < wanted.Count)
            {
                var step = liveSteps[i].Step;
                if (step == wanted[j].Step)
                {
                    TakeWanted(step);
                    (i, j) = (i + 1, j + 1);
                    continue;
                }

                if (wantedItems.ContainsKey(step) && shared.Count > 0 && shared.Peek() != step)
                {
                    i++;
                    continue;
                }
            }

            if (i < liveSteps.Count)
            {
                var (step, item) = liveSteps[i];
                if (!wantedItems.ContainsKey(step))
                {
                    if (TryMerge(schema.Element!, true, item, false, null, out var kept)) result.Add(kept);
                    i++;
                    continue;
                }

                if (taken.Contains(step)) i++;
            }

            if (j < wanted.Count) TakeWanted(wanted[j++].Step);
        }

        return result;

        void TakeWanted(PathElement step)
        {
            taken.Add(step);
            var before = liveItems.GetValueOrDefault(step) ?? [];
            var merges = before.Count == 1;
            if (TryMerge(schema.Element!, merges, merges ? before[0] : null, true, wantedItems[step], out var merged)) result.Add(merged);
            if (shared.Count > 0 && shared.Peek() == step) shared.Dequeue();
        }
    }

    private static List<(PathElement Step, JsonNode? Item)> Steps(Schema schema, JsonArray? list)
    {
        var steps = new List<(PathElement Step, JsonNode? Item)>();
        foreach (var item in list ?? [])
        {
            if (Typed.ItemPath(schema, item, out _) is { } step) steps.Add((step, item));
        }

        return steps;
    }
}
