using k8s.Models;

namespace StartOperator.Rendering.Claims;

/// <summary>The nodes to which a volume is tied.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Nodes">Names of the only nodes on which it can be mounted; null when it can be mounted anywhere, or nobody knows yet.</param>
public sealed record ClaimNodes(string Claim, IReadOnlySet<string>? Nodes)
{
    private const string Hostname = "kubernetes.io/hostname";

    /// <summary>Reads the nodes from the volume that a claim is bound to, where the volume names them (as local volumes do).</summary>
    public static ClaimNodes Of(string claim, V1PersistentVolume? volume)
    {
        var terms = volume?.Spec?.NodeAffinity?.Required?.NodeSelectorTerms;
        if (terms is null or { Count: 0 })
        {
            return new ClaimNodes(claim, null);
        }

        var nodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            var named = (term.MatchExpressions ?? []).Where(e => e is { Key: Hostname, OperatorProperty: "In" })
                .Concat((term.MatchFields ?? []).Where(f => f is { Key: "metadata.name", OperatorProperty: "In" }))
                .Select(r => r.Values ?? []).ToList();
            if (named.Count == 0)
            {
                return new ClaimNodes(claim, null);
            }

            nodes.UnionWith(named.Aggregate((all, more) => [.. all.Intersect(more, StringComparer.Ordinal)]));
        }

        return new ClaimNodes(claim, nodes);
    }

    /// <summary>Two claims that no node can mount together; null when there are none.</summary>
    public static (ClaimNodes First, ClaimNodes Second)? FindApart(IReadOnlyList<ClaimNodes> claims)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            for (var j = i + 1; j < claims.Count; j++)
            {
                if (claims[i].Nodes is { } first && claims[j].Nodes is { } second && !first.Overlaps(second))
                {
                    return (claims[i], claims[j]);
                }
            }
        }

        return null;
    }
}
