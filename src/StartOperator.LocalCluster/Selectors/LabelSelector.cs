using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Selectors;

/// <summary>What one part of a label selector asks of an object's labels.</summary>
internal enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}

/// <summary>One part of a label selector.</summary>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    public bool Matches(JsonObject? labels)
    {
        var value = labels.Text(Key);
        return Operator switch
        {
            LabelOperator.In => value is not null && Values.Contains(value),
            LabelOperator.NotIn => value is null || !Values.Contains(value),
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            _ => Whole(value) is { } actual && Whole(Values[0]) is { } bound &&
                (Operator == LabelOperator.GreaterThan ? actual > bound : actual < bound),
        };
    }

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>A label selector; all its parts must match. Without parts it matches everything.</summary>
internal sealed record LabelSelector(IReadOnlyList<LabelRequirement> Requirements)
{
    public static LabelSelector Everything { get; } = new([]);

    public bool IsEverything => Requirements.Count == 0;

    public bool Matches(JsonObject obj) => IsEverything || Requirements.All(requirement => requirement.Matches(obj.Obj("metadata", "labels")));

    /// <summary>The selector of an object's field (matchLabels, matchExpressions).</summary>
    public static LabelSelector FromJson(JsonNode? selector)
    {
        var parts = new List<LabelRequirement>();
        foreach (var (key, value) in selector.Obj("matchLabels") ?? [])
            parts.Add(new LabelRequirement(key, LabelOperator.In, [value.Text() ?? ""]));
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            if (Enum.TryParse<LabelOperator>(expression.Text("operator"), out var op))
                parts.Add(new LabelRequirement(expression.Text("key") ?? "", op, [.. expression.Texts("values")]));
        }

        return new LabelSelector(parts);
    }
}
