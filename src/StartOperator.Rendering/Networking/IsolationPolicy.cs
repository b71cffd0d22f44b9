using k8s.Models;

namespace StartOperator.Rendering.Networking;

/// <summary>
/// The NetworkPolicy of a service: what may reach it, and what it may reach. StartOS lets packages reach each other on any port, and lets the world
/// reach the ports that interfaces declare (contract: interfaces.md §3 and §5); nothing else comes in. The node's own traffic is not filtered, here
/// as in any NetworkPolicy.
/// </summary>
public static class IsolationPolicy
{
    /// <summary>The label that each namespace has, with its own name.</summary>
    private const string NamespaceName = "kubernetes.io/metadata.name";

    /// <summary>Where clouds hand out a node's credentials to whoever asks, and where one of them has its name server as well.</summary>
    private const string MetadataServer = "169.254.169.254/32";

    private const int Dns = 53;

    /// <summary>All addresses, and those of clouds' metadata among them.</summary>
    private static readonly (string Everything, string[] Metadata)[] Families =
        [("0.0.0.0/0", ["100.100.100.200/32", MetadataServer]), ("::/0", ["fd00:ec2::254/128"])];

    /// <summary>Renders the policy; null when there is to be none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="dependants">The services of the box that declare a dependency on its package, by name.</param>
    /// <param name="options">The administrator's settings.</param>
    public static V1NetworkPolicy? Render(ServiceDefinition service, IEnumerable<string> dependants, RenderingOptions options) => options.BoxPolicy == BoxPolicy.Off
        ? null
        : new V1NetworkPolicy
        {
            ApiVersion = $"{V1NetworkPolicy.KubeGroup}/{V1NetworkPolicy.KubeApiVersion}",
            Kind = V1NetworkPolicy.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.NetworkPolicy(service.Name),
                NamespaceProperty = service.Namespace,
                Labels = ServiceLabels.Of(service, ServiceLabels.Roles.Isolation),
                OwnerReferences = service.OwnerReferences(),
            },
            Spec = new V1NetworkPolicySpec
            {
                PodSelector = new V1LabelSelector { MatchLabels = ServiceLabels.SelectMain(service.Name) },
                PolicyTypes = options.AllowMetadata ? ["Ingress"] : ["Ingress", "Egress"],
                Ingress = [FromBox(service, dependants, options.BoxPolicy), .. ToInterfaces(service, options)],
                Egress = options.AllowMetadata ? null : [AllButMetadata(), NamesOfMetadataServer()],
            },
        };

    private static V1NetworkPolicyIngressRule FromBox(ServiceDefinition service, IEnumerable<string> dependants, BoxPolicy policy) => new()
    {
        FromProperty = [policy == BoxPolicy.Open ? EveryPodOfTheBox() : PodsOf([service.Name, .. dependants])],
    };

    private static IEnumerable<V1NetworkPolicyIngressRule> ToInterfaces(ServiceDefinition service, RenderingOptions options)
    {
        var ports = service.Manifest.Interfaces.Values.SelectMany(InterfaceServices.InternalPorts).Distinct().Order().ToList();
        var isSaidAlready = options is { BoxPolicy: BoxPolicy.Open, InterfaceNamespaces.Count: 0 };
        return ports.Count == 0 || isSaidAlready
            ? []
            :
            [
                new V1NetworkPolicyIngressRule
                {
                    FromProperty = options.InterfaceNamespaces is { } namespaces ? [EveryPodOfTheBox(), .. PodsIn(namespaces)] : null,
                    Ports = [.. ports.Select(p => new V1NetworkPolicyPort { Port = (int)p, Protocol = "TCP" })],
                },
            ];
    }

    private static V1NetworkPolicyPeer EveryPodOfTheBox() => new() { PodSelector = new V1LabelSelector() };

    /// <summary>Main, and whatever else runs for a service.</summary>
    private static V1NetworkPolicyPeer PodsOf(IEnumerable<string> services) => new()
    {
        PodSelector = new V1LabelSelector { MatchExpressions = [OneOf(ServiceLabels.Service, services)] },
    };

    private static IEnumerable<V1NetworkPolicyPeer> PodsIn(IReadOnlyList<string> namespaces) => namespaces.Count == 0
        ? []
        : [new V1NetworkPolicyPeer { NamespaceSelector = new V1LabelSelector { MatchExpressions = [OneOf(NamespaceName, namespaces)] } }];

    private static V1LabelSelectorRequirement OneOf(string key, IEnumerable<string> values) => new()
    {
        Key = key,
        OperatorProperty = "In",
        Values = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };

    /// <summary>Pods are named besides addresses, since not every network plugin counts them among the addresses.</summary>
    private static V1NetworkPolicyEgressRule AllButMetadata() => new()
    {
        To =
        [
            new V1NetworkPolicyPeer { NamespaceSelector = new V1LabelSelector() },
            .. Families.Select(f => new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = f.Everything, Except = [.. f.Metadata] } }),
        ],
    };

    /// <summary>Google's clusters ask the metadata server for names; without them not even a neighbour is found.</summary>
    private static V1NetworkPolicyEgressRule NamesOfMetadataServer() => new()
    {
        To = [new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = MetadataServer } }],
        Ports = [new V1NetworkPolicyPort { Port = Dns, Protocol = "UDP" }, new V1NetworkPolicyPort { Port = Dns, Protocol = "TCP" }],
    };
}
