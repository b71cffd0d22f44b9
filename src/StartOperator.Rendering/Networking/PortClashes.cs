namespace StartOperator.Rendering.Networking;

/// <summary>
/// External LAN ports that packages of one box use differently: one with TLS and another without. StartOS, where they share a host's port, refuses
/// to install the second (contract: interfaces.md §1); here each interface has a Service of its own, and both work.
/// </summary>
public static class PortClashes
{
    /// <summary>The clashes of a service with its neighbours, told one by one.</summary>
    /// <param name="service">The service.</param>
    /// <param name="box">The services of its namespace; itself, and those of other namespaces, don't count.</param>
    public static IReadOnlyList<string> Of(ServiceDefinition service, IEnumerable<ServiceDefinition> box)
    {
        var own = Ports(service).ToLookup(p => p.Port, p => p.Ssl);
        return own.Count == 0
            ? []
            :
            [
                .. box.Where(s => s.Namespace == service.Namespace && s.Name != service.Name).OrderBy(s => s.Name, StringComparer.Ordinal)
                    .SelectMany(s => Ports(s).Where(p => own[p.Port].Contains(!p.Ssl))
                        .Select(p => $"LAN port {p.Port} is {Told(!p.Ssl)} here and {Told(p.Ssl)} at {s.Name}"))
                    .Distinct(StringComparer.Ordinal),
            ];
    }

    /// <summary>Whether a service has external LAN ports at all.</summary>
    public static bool HasPorts(ServiceDefinition service) => Ports(service).Any();

    private static IEnumerable<(ushort Port, bool Ssl)> Ports(ServiceDefinition service) =>
        service.Manifest.Interfaces.Values.Where(i => i.LanConfig is not null).SelectMany(i => i.LanConfig!).Select(p => (p.Key, p.Value.Ssl));

    private static string Told(bool isSsl) => isSsl ? "for TLS" : "for plain text";
}
