using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Warnings about ports that several containers of a pod have.</summary>
internal static class PortAdvice
{
    public static IEnumerable<string> Of(IEnumerable<(JsonObject Container, string Path)> containers)
    {
        List<Port> all =
        [
            .. containers.SelectMany(container => container.Container.Objects("ports").Index().Select(port => new Port(
                $"{container.Path}.ports[{port.Index}]",
                $"{port.Item.Whole("containerPort")}/{port.Item.Text("protocol")}",
                port.Item.Whole("hostPort") ?? 0,
                port.Item.Text("hostIP") ?? "",
                port.Item.Text("name") ?? ""))),
        ];
        for (var i = 0; i < all.Count; i++)
        {
            foreach (var other in all.Take(i).Where(other => other.Number == all[i].Number))
            {
                if (Relation(all[i], other) is { } relation) yield return $"{all[i].Path}: {relation} port definition with {other.Path}";
            }
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var port in all.Where(port => port.Name.Length > 0 && !names.TryAdd(port.Name, port.Path)))
        {
            var first = names[port.Name];
            yield return $"{port.Path}: duplicate port name \"{port.Name}\" with {first}, services and probes that select ports by name will use {first}";
        }
    }

    private static string? Relation(Port port, Port other)
    {
        if (port.HostIp == other.HostIp && port.HostPort == other.HostPort) return "duplicate";
        if (port.HostPort == 0 || other.HostPort == 0) return "overlapping";
        return port.HostPort == other.HostPort && port.HostIp.Length == 0 != (other.HostIp.Length == 0) ? "dangerously ambiguous" : null;
    }

    private sealed record Port(string Path, string Number, long HostPort, string HostIp, string Name);
}
