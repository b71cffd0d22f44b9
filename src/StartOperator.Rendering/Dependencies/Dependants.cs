namespace StartOperator.Rendering.Dependencies;

/// <summary>The services that declare a dependency on a package (contract: dependencies.md §1), whatever the kind of requirement.</summary>
public static class Dependants
{
    /// <summary>The names of a service's dependants, in byte order; it is not its own.</summary>
    /// <param name="service">The service.</param>
    /// <param name="box">The services of its namespace; those of others don't count.</param>
    public static IReadOnlyList<string> Of(ServiceDefinition service, IEnumerable<ServiceDefinition> box) =>
    [
        .. box.Where(s => s.Namespace == service.Namespace && s.Name != service.Name && s.Manifest.Dependencies.ContainsKey(service.Manifest.Id))
            .Select(s => s.Name).Order(StringComparer.Ordinal),
    ];
}
