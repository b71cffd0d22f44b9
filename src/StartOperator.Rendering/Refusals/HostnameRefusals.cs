using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Refusals;

/// <summary>
/// One name under <c>.embassy</c> is one service's. A pod that has the name keeps it; else whoever had it last, as its status tells; else the
/// service that was created first.
/// </summary>
public static class HostnameRefusals
{
    /// <summary>Why a service can't have its name, or what it waits for; null when it can have it.</summary>
    /// <param name="service">The service.</param>
    /// <param name="resource">Its resource.</param>
    /// <param name="neighbours">The StartServices of its namespace, or those of them that want the name; it may be among them.</param>
    /// <param name="pods">The pods of its namespace, or those of them that have the name; its own may be among them.</param>
    public static Situation? Of(ServiceDefinition service, StartService resource, IEnumerable<StartService> neighbours, IEnumerable<V1Pod> pods)
    {
        var bearers = pods.Where(p => HostnameOf(p) == service.Hostname).ToList();
        if (bearers.Exists(p => ServiceOf(p) == service.Name))
        {
            return null;
        }

        if (bearers.Find(p => p.Metadata.DeletionTimestamp is null) is { } bearer)
        {
            return Taken(service, ServiceOf(bearer));
        }

        if (bearers is [var ending, ..])
        {
            return new Situation.Progressing(Reasons.Starting, $"the pod {ending.Metadata.Name}, which is {service.Hostname}.embassy, has yet to end");
        }

        var holder = neighbours.FirstOrDefault(n => n.Metadata.Name != service.Name && HostnameOf(n) == service.Hostname && Precedes(n, resource, service.Hostname));
        return holder is null ? null : Taken(service, holder.Metadata.Name);
    }

    /// <summary>The name under <c>.embassy</c> of a resource; null when its manifest can't be read.</summary>
    public static string? HostnameOf(StartService service) => service.Spec.Alias ?? service.Spec.Manifest.Value?.Id;

    /// <summary>The name under <c>.embassy</c> of a pod; null for a pod that is no service's main.</summary>
    public static string? HostnameOf(V1Pod pod) => pod.GetLabel(ServiceLabels.Role) == ServiceLabels.Roles.Main ? pod.Spec?.Hostname : null;

    private static string? ServiceOf(V1Pod pod) => pod.GetLabel(ServiceLabels.Service);

    private static Situation.Refused Taken(ServiceDefinition service, string? holder) => new(
        Reasons.NameTaken,
        $"{service.Hostname}.embassy is the StartService {holder}: set spec.alias to another name, or delete one of the two");

    private static bool Precedes(StartService other, StartService service, string hostname) => (Has(other, hostname), Has(service, hostname)) switch
    {
        (true, false) => true,
        (false, true) => false,
        _ => IsFirst(other, service),
    };

    private static bool Has(StartService service, string hostname) => service.Status?.Hostname == hostname;

    /// <summary>Creation times have whole seconds, so the name decides between services that were created together.</summary>
    private static bool IsFirst(StartService other, StartService service) =>
        (other.Metadata.CreationTimestamp ?? DateTime.MinValue).CompareTo(service.Metadata.CreationTimestamp ?? DateTime.MinValue) switch
        {
            < 0 => true,
            > 0 => false,
            _ => string.CompareOrdinal(other.Metadata.Name, service.Metadata.Name) < 0,
        };
}
