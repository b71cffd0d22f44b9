using k8s.Models;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>One verb on one resource: the smallest thing that a role can grant.</summary>
/// <param name="Verb">Kubernetes' verb.</param>
/// <param name="Resource">The plural name, with the subresource, such as <c>startservices/status</c>.</param>
/// <param name="Group">The API group; empty for the core group.</param>
public sealed record Right(string Verb, string Resource, string Group = "")
{
    /// <summary>The rights that rules grant.</summary>
    public static IReadOnlyList<Right> In(IEnumerable<V1PolicyRule> rules) =>
        [.. from rule in rules from theGroup in rule.ApiGroups from resource in rule.Resources from verb in rule.Verbs select new Right(verb, resource, theGroup)];

    /// <summary>Rules that grant the same but for this right.</summary>
    public IReadOnlyList<V1PolicyRule> WithheldFrom(IEnumerable<V1PolicyRule> rules) =>
    [
        .. from rule in rules
           from theGroup in rule.ApiGroups
           from resource in rule.Resources
           let verbs = rule.Verbs.Where(verb => new Right(verb, resource, theGroup) != this).ToList()
           where verbs.Count > 0
           select new V1PolicyRule { ApiGroups = [theGroup], Resources = [resource], ResourceNames = rule.ResourceNames, Verbs = verbs },
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Verb} {Resource}{(Group.Length > 0 ? "." : "")}{Group}";
}
