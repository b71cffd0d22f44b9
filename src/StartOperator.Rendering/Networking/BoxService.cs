using k8s.Models;

namespace StartOperator.Rendering.Networking;

/// <summary>
/// The headless Service <c>embassy</c> of a namespace: the domain in which each service's pod has its name, so that <c>&lt;package&gt;.embassy</c>
/// resolves to it with every port reachable (contract: interfaces.md §5). It has no ports, and health never hides a pod from it.
/// </summary>
public static class BoxService
{
    /// <summary>Renders the Service.</summary>
    public static V1Service Render(string @namespace) => new()
    {
        ApiVersion = V1Service.KubeApiVersion,
        Kind = V1Service.KubeKind,
        Metadata = new V1ObjectMeta
        {
            Name = ChildNames.BoxService,
            NamespaceProperty = @namespace,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [ServiceLabels.ManagedBy] = ServiceLabels.Operator,
                [ServiceLabels.Role] = ServiceLabels.Roles.Box,
            },
        },
        Spec = new V1ServiceSpec
        {
            ClusterIP = "None",
            PublishNotReadyAddresses = true,
            Selector = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [ServiceLabels.ManagedBy] = ServiceLabels.Operator,
                [ServiceLabels.Role] = ServiceLabels.Roles.Main,
            },
        },
    };

    /// <summary>Whether a Service of that name is the box's.</summary>
    public static bool IsOurs(V1Service service) =>
        service.Metadata.Labels?.TryGetValue(ServiceLabels.Role, out var role) == true && role == ServiceLabels.Roles.Box;
}
