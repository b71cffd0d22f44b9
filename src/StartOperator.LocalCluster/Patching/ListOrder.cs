using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Patching;

/// <summary>Puts a merged list in order: the patch's items as it names them, the others where they were relative to them.</summary>
internal static class ListOrder
{
    public static bool SameItem(JsonNode? left, JsonNode? right, string? key) => key is null ? left.Same(right) : left.At(key).Same(right.At(key));

    /// <param name="merged">The merged items.</param>
    /// <param name="wanted">The order the patch asks for.</param>
    /// <param name="before">The list before the patch.</param>
    /// <param name="key">The merge key; null for a list of scalars.</param>
    public static JsonArray Arrange(JsonArray merged, JsonArray wanted, JsonArray before, string? key)
    {
        var items = merged.Select(item => item?.DeepClone()).ToList();
        var asked = Sorted(items.Where(item => Index(wanted, item, key) >= 0), wanted, key);
        var others = Sorted(items.Where(item => Index(wanted, item, key) < 0), before, key);
        var result = new JsonArray();
        var (i, j) = (0, 0);
        while (i < others.Count || j < asked.Count)
        {
            if (i < others.Count && (j >= asked.Count || ComesFirst(others[i], asked[j], before, key))) result.Add(others[i++]);
            else result.Add(asked[j++]);
        }

        return result;
    }

    private static bool ComesFirst(JsonNode? other, JsonNode? asked, JsonArray before, string? key)
    {
        var (left, right) = (Index(before, other, key), Index(before, asked, key));
        return left >= 0 && right >= 0 && left < right;
    }

    private static List<JsonNode?> Sorted(IEnumerable<JsonNode?> items, JsonArray order, string? key) =>
        [.. items.OrderBy(item => Index(order, item, key) is var index && index < 0 ? int.MaxValue : index)];

    private static int Index(JsonArray list, JsonNode? item, string? key)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (SameItem(list[i], item, key)) return i;
        }

        return -1;
    }
}
