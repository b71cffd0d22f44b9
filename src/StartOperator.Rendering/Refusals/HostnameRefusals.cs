using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Refusals;

/// <summary>Of services of one namespace that would have the same name under <c>.embassy</c>, the first keeps it.</summary>
public static class HostnameRefusals
{
    /// <summary>Why a service can't have its name; null when it can.</summary>
    /// <param name="service">The service.</param>
    /// <param name="created">When its resource was created.</param>
    /// <param name="neighbours">The StartServices of its namespace; it may be among them.</param>
    public static Situation.Refused? Of(ServiceDefinition service, DateTime? created, IEnumerable<StartService> neighbours)
    {
        var holder = neighbours.FirstOrDefault(n => n.Metadata.Name != service.Name && HostnameOf(n) == service.Hostname && IsFirst(n, service.Name, created));
        return holder is null
            ? null
            : new Situation.Refused(
                Reasons.NameTaken,
                $"{service.Hostname}.embassy is the StartService {holder.Metadata.Name}: set spec.alias to another name, or delete one of the two");
    }

    /// <summary>The name under <c>.embassy</c> of a resource; null when its manifest can't be read.</summary>
    public static string? HostnameOf(StartService service) => service.Spec.Alias ?? service.Spec.Manifest.Value?.Id;

    /// <summary>Creation times have whole seconds, so the name decides between services that were created together.</summary>
    private static bool IsFirst(StartService other, string name, DateTime? created) =>
        (other.Metadata.CreationTimestamp ?? DateTime.MinValue).CompareTo(created ?? DateTime.MinValue) switch
        {
            < 0 => true,
            > 0 => false,
            _ => string.CompareOrdinal(other.Metadata.Name, name) < 0,
        };
}
