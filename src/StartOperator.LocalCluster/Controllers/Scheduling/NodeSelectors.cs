using System.Globalization;
using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>Whether nodes and labels meet what selectors ask for.</summary>
internal static class NodeSelectors
{
    /// <summary>A node meets one of the terms.</summary>
    public static bool Matches(V1NodeSelector selector, V1Node node) => (selector.NodeSelectorTerms ?? []).Any(term => Matches(term, node));

    /// <summary>A node meets every requirement of a term; an empty term is met by none.</summary>
    public static bool Matches(V1NodeSelectorTerm term, V1Node node)
    {
        var (expressions, fields) = (term.MatchExpressions ?? [], term.MatchFields ?? []);
        return expressions.Count + fields.Count > 0
            && expressions.All(requirement => Meets(requirement.OperatorProperty, Label(node, requirement.Key), requirement.Values))
            && fields.All(requirement =>
                requirement.Key == "metadata.name" && Meets(requirement.OperatorProperty, node.Metadata.Name, requirement.Values));
    }

    /// <summary>Labels meet a label selector; an empty one is met by all.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="whenNull">What no selector at all means.</param>
    public static bool Matches(V1LabelSelector? selector, IDictionary<string, string>? labels, bool whenNull)
    {
        if (selector is null)
        {
            return whenNull;
        }

        return (selector.MatchLabels?.All(wanted => Value(labels, wanted.Key) == wanted.Value) ?? true)
            && (selector.MatchExpressions ?? []).All(requirement =>
                Meets(requirement.OperatorProperty, Value(labels, requirement.Key), requirement.Values));
    }

    /// <summary>A label of a node; null when it has none of that name.</summary>
    public static string? Label(V1Node node, string key) => Value(node.Metadata.Labels, key);

    private static string? Value(IDictionary<string, string>? labels, string key) => labels?.TryGetValue(key, out var value) == true ? value : null;

    private static bool Meets(string operation, string? value, IList<string>? values) => operation switch
    {
        "In" => value is not null && values!.Contains(value),
        "NotIn" => value is null || !values!.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Number(value) > Number(values![0]),
        "Lt" => Number(value) < Number(values![0]),
        _ => false,
    };

    private static long? Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
