using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>Label selectors as a column shows them.</summary>
internal static class SelectorText
{
    /// <summary>The selector, or <c>&lt;none&gt;</c>.</summary>
    public static string Of(JsonObject? selector) => selector is null ? "<none>" : Query(selector) is { Length: > 0 } text ? text : "<none>";

    /// <summary>Plain labels as k=v pairs, or <c>&lt;none&gt;</c>.</summary>
    public static string Labels(JsonObject? labels) =>
        labels is null or { Count: 0 } ? "<none>" : string.Join(",", labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value.Text()}"));

    /// <summary>The selector as a query, empty when it selects everything.</summary>
    public static string Query(JsonObject? selector)
    {
        var parts = new List<(string Key, string Text)>();
        foreach (var (key, value) in selector.Obj("matchLabels") ?? []) parts.Add((key, $"{key}={value.Text()}"));
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            var key = expression.Text("key") ?? "";
            var values = string.Join(",", expression.Texts("values").Order(StringComparer.Ordinal));
            parts.Add((key, expression.Text("operator") switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "Exists" => key,
                _ => "!" + key,
            }));
        }

        return string.Join(",", parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => part.Text));
    }
}
