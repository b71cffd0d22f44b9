using k8s.Models;
using StartOperator.LocalCluster.Controllers.Scheduling;

namespace StartOperator.LocalCluster.Controllers.Networking;

/// <summary>The addresses behind a Service that share their ports.</summary>
/// <param name="Ports">The ports; none for a Service without ports.</param>
/// <param name="Members">The addresses.</param>
internal sealed record EndpointGroup(IReadOnlyList<Discoveryv1EndpointPort> Ports, IReadOnlyList<V1Endpoint> Members);

/// <summary>Which pods a Service leads to, and how.</summary>
internal static class Endpoints
{
    /// <summary>The groups of a Service; one without members where no pod is behind it.</summary>
    public static IReadOnlyList<EndpointGroup> Of(V1Service service, IEnumerable<V1Pod> pods)
    {
        var groups = pods.Where(pod => Serves(service, pod))
            .Select(pod => (Ports: Ports(service, pod), Endpoint: Endpoint(service, pod)))
            .GroupBy(member => string.Join(',', member.Ports.Select(port => $"{port.Name}/{port.Port}/{port.Protocol}")))
            .Select(group => new EndpointGroup(
                group.First().Ports, [.. group.Select(member => member.Endpoint).OrderBy(endpoint => endpoint.TargetRef.Name)]))
            .ToList();
        return groups.Count > 0 ? groups : [new([], [])];
    }

    private static bool Serves(V1Service service, V1Pod pod) =>
        pod.Metadata.NamespaceProperty == service.Metadata.NamespaceProperty
        && !string.IsNullOrEmpty(pod.Status?.PodIP) && pod.Status.Phase is not ("Succeeded" or "Failed")
        && NodeSelectors.Matches(new() { MatchLabels = service.Spec.Selector }, pod.Metadata.Labels, whenNull: false);

    private static List<Discoveryv1EndpointPort> Ports(V1Service service, V1Pod pod)
    {
        var ports = new List<Discoveryv1EndpointPort>();
        foreach (var port in service.Spec.Ports ?? [])
        {
            var target = port.TargetPort?.Value is { Length: > 0 } text && text != "0" ? text : $"{port.Port}";
            var number = int.TryParse(target, out var given) ? given : Named(pod, target, port.Protocol ?? "TCP");
            if (number is not null)
            {
                ports.Add(new() { Name = port.Name ?? "", Port = number, Protocol = port.Protocol ?? "TCP", AppProtocol = port.AppProtocol });
            } // Else the pod has no such port, and the Service leads to its other ports only.
        }

        return ports;
    }

    private static int? Named(V1Pod pod, string name, string protocol) => pod.Spec.Containers
        .Concat((pod.Spec.InitContainers ?? []).Where(init => init.RestartPolicy == "Always"))
        .SelectMany(container => container.Ports ?? [])
        .FirstOrDefault(port => port.Name == name && (port.Protocol ?? "TCP") == protocol)?.ContainerPort;

    private static V1Endpoint Endpoint(V1Service service, V1Pod pod)
    {
        var isReady = (pod.Status.Conditions ?? []).Any(condition => condition is { Type: "Ready", Status: "True" });
        var isTerminating = pod.Metadata.DeletionTimestamp is not null;
        return new()
        {
            Addresses = [pod.Status.PodIP],
            Conditions = new()
            {
                Ready = service.Spec.PublishNotReadyAddresses == true || (isReady && !isTerminating),
                Serving = isReady,
                Terminating = isTerminating,
            },
            Hostname = !string.IsNullOrEmpty(pod.Spec.Hostname) && pod.Spec.Subdomain == service.Metadata.Name ? pod.Spec.Hostname : null,
            NodeName = pod.Spec.NodeName,
            TargetRef = new() { Kind = "Pod", NamespaceProperty = pod.Metadata.NamespaceProperty, Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
        };
    }
}
