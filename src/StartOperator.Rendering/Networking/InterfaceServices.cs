using k8s.Models;
using StartOperator.Package.Model.Interfaces;

namespace StartOperator.Rendering.Networking;

/// <summary>
/// A Service for each interface that has ports (contract: interfaces.md §1): the ports inside the container, each once, however many external
/// ports lead to it.
/// </summary>
public static class InterfaceServices
{
    /// <summary>The Services of a service's interfaces, in byte order of the interfaces' ids.</summary>
    public static IReadOnlyList<V1Service> Render(ServiceDefinition service) =>
        [.. service.Manifest.Interfaces.Select(i => (i.Key, Ports: InternalPorts(i.Value))).Where(i => i.Ports.Count > 0).Select(i => Service(service, i.Key, i.Ports))];

    /// <summary>The ports inside the container that an interface leads to, ascending.</summary>
    public static IReadOnlyList<ushort> InternalPorts(Interface @interface) =>
        [.. (@interface.TorConfig?.Values ?? []).Concat((@interface.LanConfig?.Values ?? []).Select(l => l.Internal)).Distinct().Order()];

    private static V1Service Service(ServiceDefinition service, string @interface, IReadOnlyList<ushort> ports)
    {
        var labels = ServiceLabels.Of(service, ServiceLabels.Roles.Interface);
        labels[ServiceLabels.Interface] = @interface;
        return new V1Service
        {
            ApiVersion = V1Service.KubeApiVersion,
            Kind = V1Service.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.InterfaceService(service.Name, @interface),
                NamespaceProperty = service.Namespace,
                Labels = labels,
                OwnerReferences = service.OwnerReferences(),
            },
            Spec = new V1ServiceSpec
            {
                Type = "ClusterIP",
                PublishNotReadyAddresses = true,
                Selector = ServiceLabels.SelectMain(service.Name),
                Ports = [.. ports.Select(p => new V1ServicePort { Name = $"p{p}", Port = p, TargetPort = p.ToString(), Protocol = "TCP" })],
            },
        };
    }
}
