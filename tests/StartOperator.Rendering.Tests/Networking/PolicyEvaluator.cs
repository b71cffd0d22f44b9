using System.Net;
using k8s.Models;

namespace StartOperator.Rendering.Tests.Networking;

/// <summary>One end of a connection.</summary>
/// <param name="Namespace">The pod's namespace; null for what is no pod, such as a machine outside the cluster.</param>
/// <param name="Labels">The pod's labels.</param>
/// <param name="Address">Its address.</param>
internal sealed record Party(string? Namespace, IReadOnlyDictionary<string, string> Labels, string Address);

/// <summary>
/// What NetworkPolicies allow, as the Kubernetes API defines it (networking.k8s.io/v1): a pod that no policy selects for a direction is open in that
/// direction; one that some do is open to what any of their rules allows.
/// </summary>
/// <param name="policies">The policies of all namespaces.</param>
internal sealed class PolicyEvaluator(IReadOnlyList<V1NetworkPolicy> policies)
{
    /// <summary>Whether one party reaches a port of the other.</summary>
    public bool Allows(Party from, Party to, int port, string protocol = "TCP") =>
        Allows("Ingress", to, from, p => (p.Spec.Ingress ?? []).Select(r => new Rule(r.FromProperty, r.Ports)), port, protocol)
        && Allows("Egress", from, to, p => (p.Spec.Egress ?? []).Select(r => new Rule(r.To, r.Ports)), port, protocol);

    private bool Allows(string direction, Party subject, Party peer, Func<V1NetworkPolicy, IEnumerable<Rule>> rules, int port, string protocol)
    {
        var selecting = policies.Where(p => p.Metadata.NamespaceProperty == subject.Namespace && p.Spec.PolicyTypes.Contains(direction)
            && Selects(p.Spec.PodSelector, subject.Labels)).ToList();
        return selecting.Count == 0 || selecting.Exists(policy => rules(policy).Any(rule =>
            (rule.Ports is not { Count: > 0 } ports || ports.Any(p => p.Protocol == protocol && (p.Port is null || p.Port.Value == port.ToString())))
            && (rule.Peers is not { Count: > 0 } peers || peers.Any(p => Is(p, peer, policy.Metadata.NamespaceProperty)))));
    }

    private static bool Is(V1NetworkPolicyPeer peer, Party party, string policyNamespace)
    {
        if (peer.IpBlock is { } block)
        {
            var address = IPAddress.Parse(party.Address);
            return IPNetwork.Parse(block.Cidr).Contains(address) && !(block.Except ?? []).Any(e => IPNetwork.Parse(e).Contains(address));
        }

        var isThere = peer.NamespaceSelector is { } selector
            ? party.Namespace is { } name && Selects(selector, new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = name })
            : party.Namespace == policyNamespace;
        return isThere && (peer.PodSelector is null || Selects(peer.PodSelector, party.Labels));
    }

    private static bool Selects(V1LabelSelector selector, IReadOnlyDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(l => labels.GetValueOrDefault(l.Key) == l.Value)
        && (selector.MatchExpressions ?? []).All(e => e.OperatorProperty == "In"
            ? labels.TryGetValue(e.Key, out var value) && e.Values.Contains(value)
            : throw new NotSupportedException(e.OperatorProperty));

    /// <summary>What a rule of either direction allows; everything where it names nothing.</summary>
    private sealed record Rule(IList<V1NetworkPolicyPeer>? Peers, IList<V1NetworkPolicyPort>? Ports);
}
