using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using StartOperator.Admission;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Events;
using StartOperator.Runtime.Leadership;

namespace StartOperator;

/// <summary>
/// What the operator may do in a cluster, as the attributes of its code say. Roles and charts are made of this; the operator itself never looks.
/// </summary>
public static class OperatorRights
{
    private const string ReadsAttributes = "Reads the attributes of every type of the operator; used only when roles are made.";

    private static readonly string[] OfTheClusterAlone = [Kinds.PersistentVolume.Plural];

    /// <summary>All that it ever needs.</summary>
    [RequiresUnreferencedCode(ReadsAttributes)]
    public static IReadOnlyList<V1PolicyRule> Everything() => RbacRules.Of(Holders());

    /// <summary>What it needs to look at the whole cluster, with no webhook.</summary>
    [RequiresUnreferencedCode(ReadsAttributes)]
    public static IReadOnlyList<V1PolicyRule> InTheCluster() => RbacRules.Of(Holders().Where(t => t != typeof(WebhookCertificates)));

    /// <summary>What it needs in each namespace that it looks at; enough where it looks at some namespaces only.</summary>
    [RequiresUnreferencedCode(ReadsAttributes)]
    public static IReadOnlyList<V1PolicyRule> InNamespaces() => [.. Split(resource => !OfTheClusterAlone.Contains(resource, StringComparer.Ordinal))];

    /// <summary>What it needs besides, to look at the whole cluster.</summary>
    [RequiresUnreferencedCode(ReadsAttributes)]
    public static IReadOnlyList<V1PolicyRule> OutsideNamespaces() => [.. Split(resource => OfTheClusterAlone.Contains(resource, StringComparer.Ordinal))];

    /// <summary>What replicas need, in the namespace of the Lease, to elect the one that works.</summary>
    /// <param name="lease">The Lease's name.</param>
    [RequiresUnreferencedCode(ReadsAttributes)]
    public static IReadOnlyList<V1PolicyRule> OfElections(string lease) => [.. RbacRules.Of([typeof(LeaderElection)]).SelectMany(r => On(r, lease))];

    /// <summary>What a webhook with certificates of its own needs besides, of the cluster: to say whom to trust.</summary>
    [RequiresUnreferencedCode(ReadsAttributes)]
    public static IReadOnlyList<V1PolicyRule> OfWebhookInTheCluster() => [.. RbacRules.Of([typeof(WebhookCertificates)]).Where(r => r.ResourceNames is { Count: > 0 })];

    /// <summary>What it needs besides, in the namespace of its Service: to keep the certificates.</summary>
    [RequiresUnreferencedCode(ReadsAttributes)]
    public static IReadOnlyList<V1PolicyRule> OfWebhookInItsNamespace() =>
        [.. RbacRules.Of([typeof(WebhookCertificates)]).Where(r => r.ResourceNames is not { Count: > 0 }).SelectMany(r => On(r, WebhookCertificates.SecretName))];

    /// <summary>The same rule for one object alone. What is to be created has no name yet by which the API server could tell.</summary>
    private static IEnumerable<V1PolicyRule> On(V1PolicyRule rule, string name)
    {
        const string create = "create";
        yield return new V1PolicyRule { ApiGroups = rule.ApiGroups, Resources = rule.Resources, Verbs = [create] };
        yield return new V1PolicyRule
        {
            ApiGroups = rule.ApiGroups,
            Resources = rule.Resources,
            ResourceNames = [name],
            Verbs = [.. rule.Verbs.Where(v => v != create)],
        };
    }

    [RequiresUnreferencedCode(ReadsAttributes)]
    private static IEnumerable<Type> Holders() => typeof(StartOperatorServices).Assembly.GetTypes().Append(typeof(EventRecorder));

    [RequiresUnreferencedCode(ReadsAttributes)]
    private static IEnumerable<V1PolicyRule> Split(Func<string, bool> belongs) =>
        from rule in InTheCluster()
        let resources = rule.Resources.Where(belongs).ToList()
        where resources.Count > 0
        select new V1PolicyRule { ApiGroups = rule.ApiGroups, Resources = resources, ResourceNames = rule.ResourceNames, Verbs = rule.Verbs };
}
