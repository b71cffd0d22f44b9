using System.Globalization;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading.Interfaces;

/// <summary>Reads what the ports of an interface lead to (contract: interfaces.md §1).</summary>
internal static class PortReader
{
    private const ushort Http = 80;
    private const ushort Https = 443;

    /// <summary>Reads <c>tor-config</c>: ports are strings there.</summary>
    public static PortMap<ushort>? ReadTor(Cursor value)
    {
        if (value.Object() is not { } fields) return null;

        var ports = fields.Required("port-mapping") is { } map ? Read(map, (_, target) => ReadPortText(target)) : null;
        return fields.Finish(() => ports!);
    }

    /// <summary>Reads <c>lan-config</c>: its keys are strings, but the port inside is a number.</summary>
    public static PortMap<LanPort>? ReadLan(Cursor value) => Read(value, ReadLanPort);

    private static PortMap<T>? Read<T>(Cursor value, Func<ushort?, Cursor, T?> read)
    {
        if (value.Entries(Limits.Entries) is not { } entries) return null;

        Dictionary<ushort, T> ports = [];
        foreach (var (key, target) in entries)
        {
            var port = ReadPort(key.Text, key.Fail<object>);
            var errors = value.Log.Errors;
            var entry = read(port, target);
            if (port is null || value.Log.Errors != errors) continue;

            if (!ports.TryAdd(port.Value, entry!)) key.Warn($"the port {port} is there twice; the last one counts", "remove one of them");
            ports[port.Value] = entry!;
        }

        return new PortMap<T>(ports);
    }

    private static ushort ReadPortText(Cursor value) =>
        value.Text(Limits.Name) is { } text ? ReadPort(text, value.Fail<object>) ?? 0 : (ushort)0;

    private static LanPort? ReadLanPort(ushort? port, Cursor value)
    {
        if (value.Object() is not { } fields) return null;

        var ssl = fields.Required("ssl");
        var isSsl = ssl?.Boolean();
        var inside = ReadInternal(fields);
        if ((port, isSsl) is (Http, true))
            ssl!.Error("conflicts with StartOS, which serves port 80 without TLS", "write false, or map port 443");
        if ((port, isSsl) is (Https, false))
            ssl!.Error("conflicts with StartOS, which serves port 443 with TLS", "write true, or map port 80");
        return fields.Finish(() => new LanPort(isSsl!.Value, (ushort)inside!.Value));
    }

    private static ulong? ReadInternal(ObjectReader fields)
    {
        var alias = fields.Present("mapping");
        if (alias is null) return fields.Required("internal")?.Whole(1, ushort.MaxValue);
        if (fields.Present("internal") is not null)
            alias.Error("'mapping' is the old name of 'internal', and both are there", "keep 'internal' alone");
        return alias.Whole(1, ushort.MaxValue);
    }

    /// <summary>Reads a port as StartOS does, which allows a plus sign and leading zeros.</summary>
    private static ushort? ReadPort(string text, Func<string, string, object?> fail)
    {
        var digits = text.StartsWith('+') ? text[1..] : text;
        if (!ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            fail($"'{Wording.Short(text)}' is not a port", "write a number from 1 to 65535");
        else if (port == 0)
            fail("StartOS takes port 0, but nothing can listen on it", "write a number from 1 to 65535");
        else
            return port;
        return null;
    }
}
