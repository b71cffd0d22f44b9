using System.Net;
using System.Net.Sockets;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Addresses and networks.</summary>
internal static class AddressRules
{
    public const string NoAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    public const string NoNetwork = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private const string InLoopback = "may not be in the loopback range (127.0.0.0/8, ::1/128)";

    /// <summary>The network a text such as 10.9.8.0/24 names; null when it names none. Bits beyond the prefix are passed over.</summary>
    public static IPNetwork? Network(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || !int.TryParse(parts[1], out var length)) return null;
        var bytes = address.GetAddressBytes();
        if (length < 0 || length > bytes.Length * 8) return null;
        for (var bit = length; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(1 << (7 - (bit % 8)));
        return new IPNetwork(new IPAddress(bytes), length);
    }

    /// <summary>Faults of an address that others are to reach.</summary>
    public static IEnumerable<FieldError> Reachable(string text, string path)
    {
        if (!IPAddress.TryParse(text, out var address)) yield return FieldError.Invalid(path, text, NoAddress);
        else if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) yield return FieldError.Invalid(path, text, $"may not be unspecified ({text})");
        else if (IPAddress.IsLoopback(address)) yield return FieldError.Invalid(path, text, InLoopback);
        else if (address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && text.StartsWith("169.254.", StringComparison.Ordinal)))
            yield return FieldError.Invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        else if (address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[..3] is [224, 0, 0]))
            yield return FieldError.Invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
}
