using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using StartOperator.LocalCluster.Quantities;
using StartOperator.LocalCluster.Validation;
using static StartOperator.LocalCluster.Cel.CelSignatures;

namespace StartOperator.LocalCluster.Cel;

/// <summary>A semantic version.</summary>
internal sealed record CelSemver(long Major, long Minor, long Patch, string PreRelease);

/// <summary>What Kubernetes adds to CEL: URLs, quantities, addresses, named formats and semantic versions.</summary>
internal static partial class CelKubernetes
{
    public static readonly CelType Url = CelType.Opaque("kubernetes.URL");
    public static readonly CelType Amount = CelType.Opaque("kubernetes.Quantity");
    public static readonly CelType Address = CelType.Opaque("net.IP");
    public static readonly CelType Network = CelType.Opaque("net.CIDR");
    public static readonly CelType Format = CelType.Opaque("kubernetes.NamedFormat");
    public static readonly CelType Version = CelType.Opaque("kubernetes.Semver");

    private static readonly Dictionary<string, Func<string, IEnumerable<string>>> Formats = new(StringComparer.Ordinal)
    {
        ["dns1123Label"] = Names.LabelFaults,
        ["dns1123Subdomain"] = Names.SubdomainFaults,
        ["dns1035Label"] = Names.Label1035Faults,
        ["qualifiedName"] = Names.QualifiedFaults,
        ["labelValue"] = Names.LabelValueFaults,
    };

    public static IEnumerable<CelOverload> All => [.. Urls, .. Quantities, .. Addresses, .. Networks, .. NamedFormats, .. Versions];

    private static IEnumerable<CelOverload> Urls =>
    [
        Function("url", [CelType.Text], Url, a => TryUrl((string)a[0]!) ?? throw new CelException($"URL parse error during conversion from string: parse {FieldError.Quoted((string)a[0]!)}: invalid URI for request")),
        Function("isURL", [CelType.Text], CelType.Bool, a => TryUrl((string)a[0]!) is not null),
        OfUrl("getScheme", url => url.IsAbsoluteUri ? url.Scheme : ""),
        OfUrl("getHost", url => url.IsAbsoluteUri ? url.Authority[(url.Authority.LastIndexOf('@') + 1)..] : ""),
        OfUrl("getHostname", url => url.IsAbsoluteUri ? url.Host.Trim('[', ']') : ""),
        OfUrl("getPort", url => url.IsAbsoluteUri && PortAtEnd.Match(url.OriginalString) is { Success: true } port ? port.Groups["port"].Value : ""),
        OfUrl("getEscapedPath", url => url.IsAbsoluteUri ? (url.OriginalString.TrimEnd('/') == url.GetLeftPart(UriPartial.Authority) ? "" : url.AbsolutePath) : url.OriginalString.Split('?')[0]),
        Method("getQuery", [Url], CelType.Map(CelType.Text, Texts), a => Query((Uri)a[0]!)),
    ];

    private static IEnumerable<CelOverload> Quantities =>
    [
        Function("quantity", [CelType.Text], Amount, a => Quantity.TryParse((string)a[0]!, out var amount) ? amount : throw new CelException(Quantity.Rule)),
        Function("isQuantity", [CelType.Text], CelType.Bool, a => Quantity.TryParse((string)a[0]!, out _)),
        Function("sign", [Amount], CelType.Int, a => (long)((Quantity)a[0]!).Sign),
        Method("isInteger", [Amount], CelType.Bool, a => ((Quantity)a[0]!).IsWhole),
        Method("asInteger", [Amount], CelType.Int, a => Integer((Quantity)a[0]!)),
        Method("asApproximateFloat", [Amount], CelType.Double, a => ((Quantity)a[0]!).Real),
        Method("isGreaterThan", [Amount, Amount], CelType.Bool, a => ((Quantity)a[0]!).CompareTo((Quantity)a[1]!) > 0),
        Method("isLessThan", [Amount, Amount], CelType.Bool, a => ((Quantity)a[0]!).CompareTo((Quantity)a[1]!) < 0),
        Method("compareTo", [Amount, Amount], CelType.Int, a => (long)Math.Sign(((Quantity)a[0]!).CompareTo((Quantity)a[1]!))),
        Method("add", [Amount, Amount], Amount, a => ((Quantity)a[0]!).Add((Quantity)a[1]!)),
        Method("sub", [Amount, Amount], Amount, a => ((Quantity)a[0]!).Subtract((Quantity)a[1]!)),
        Method("add", [Amount, CelType.Int], Amount, a => ((Quantity)a[0]!).Add(Quantity.Of((long)a[1]!))),
        Method("sub", [Amount, CelType.Int], Amount, a => ((Quantity)a[0]!).Subtract(Quantity.Of((long)a[1]!))),
    ];

    private static IEnumerable<CelOverload> Addresses =>
    [
        Function("ip", [CelType.Text], Address, a => TryAddress((string)a[0]!) ?? throw new CelException($"IP Address {FieldError.Quoted((string)a[0]!)} parse error during conversion from string")),
        Function("isIP", [CelType.Text], CelType.Bool, a => TryAddress((string)a[0]!) is not null),
        Function("ip.isCanonical", [CelType.Text], CelType.Bool, a => TryAddress((string)a[0]!) is { } address ? address.ToString() == (string)a[0]! : throw new CelException("IP Address parse error")),
        Function("string", [Address], CelType.Text, a => a[0]!.ToString()),
        OfAddress("family", CelType.Int, address => address.AddressFamily == AddressFamily.InterNetwork ? 4L : 6L),
        OfAddress("isUnspecified", CelType.Bool, address => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)),
        OfAddress("isLoopback", CelType.Bool, address => IPAddress.IsLoopback(address)),
        OfAddress("isLinkLocalMulticast", CelType.Bool, address => address.GetAddressBytes() is [224, 0, 0, _] or [0xff, 0x02, ..]),
        OfAddress("isLinkLocalUnicast", CelType.Bool, address => address.IsIPv6LinkLocal || address.GetAddressBytes() is [169, 254, _, _]),
        OfAddress("isGlobalUnicast", CelType.Bool, address => !(IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ||
            address.IsIPv6Multicast || address.IsIPv6LinkLocal || address.GetAddressBytes() is [>= 224 and <= 239, _, _, _] or [169, 254, _, _] or [255, 255, 255, 255])),
    ];

    private static IEnumerable<CelOverload> Networks =>
    [
        Function("cidr", [CelType.Text], Network, a => TryNetwork((string)a[0]!) ?? throw new CelException($"network address parse error during conversion from string: {FieldError.Quoted((string)a[0]!)}")),
        Function("isCIDR", [CelType.Text], CelType.Bool, a => TryNetwork((string)a[0]!) is not null),
        Function("string", [Network], CelType.Text, a => a[0]!.ToString()),
        Method("containsIP", [Network, CelType.Text], CelType.Bool, a => ((IPNetwork)a[0]!).Contains(TryAddress((string)a[1]!) ?? throw new CelException("IP Address parse error"))),
        Method("containsIP", [Network, Address], CelType.Bool, a => ((IPNetwork)a[0]!).Contains((IPAddress)a[1]!)),
        Method("containsCIDR", [Network, CelType.Text], CelType.Bool, a => Contains((IPNetwork)a[0]!, TryNetwork((string)a[1]!) ?? throw new CelException("network address parse error"))),
        Method("containsCIDR", [Network, Network], CelType.Bool, a => Contains((IPNetwork)a[0]!, (IPNetwork)a[1]!)),
        Method("ip", [Network], Address, a => ((IPNetwork)a[0]!).BaseAddress),
        Method("masked", [Network], Network, a => a[0]),
        Method("prefixLength", [Network], CelType.Int, a => (long)((IPNetwork)a[0]!).PrefixLength),
    ];

    private static IEnumerable<CelOverload> NamedFormats =>
    [
        .. Formats.Select(format => Function("format." + format.Key, [], Format, _ => format.Value)),
        Function("format.named", [CelType.Text], CelType.Optional(Format), a => Formats.TryGetValue((string)a[0]!, out var format) ? CelOptional.Of(format) : CelOptional.None),
        Method("validate", [Format, CelType.Text], CelType.Optional(Texts), a => Faults((Func<string, IEnumerable<string>>)a[0]!, (string)a[1]!)),
    ];

    private static IEnumerable<CelOverload> Versions =>
    [
        Function("semver", [CelType.Text], Version, a => TryVersion((string)a[0]!) ?? throw new CelException("Invalid Semantic Version")),
        Function("isSemver", [CelType.Text], CelType.Bool, a => TryVersion((string)a[0]!) is not null),
        Method("major", [Version], CelType.Int, a => ((CelSemver)a[0]!).Major),
        Method("minor", [Version], CelType.Int, a => ((CelSemver)a[0]!).Minor),
        Method("patch", [Version], CelType.Int, a => ((CelSemver)a[0]!).Patch),
        Method("compareTo", [Version, Version], CelType.Int, a => (long)Compare((CelSemver)a[0]!, (CelSemver)a[1]!)),
        Method("isGreaterThan", [Version, Version], CelType.Bool, a => Compare((CelSemver)a[0]!, (CelSemver)a[1]!) > 0),
        Method("isLessThan", [Version, Version], CelType.Bool, a => Compare((CelSemver)a[0]!, (CelSemver)a[1]!) < 0),
    ];

    private static object Integer(Quantity amount) => amount.IsWhole && amount.Ceiling >= long.MinValue && amount.Ceiling <= long.MaxValue
        ? (long)amount.Ceiling
        : throw new CelException("cannot convert value to integer");

    private static CelOverload OfUrl(string name, Func<Uri, string> read) => Method(name, [Url], CelType.Text, a => read((Uri)a[0]!));

    private static CelOverload OfAddress(string name, CelType result, Func<IPAddress, object> read) => Method(name, [Address], result, a => read((IPAddress)a[0]!));

    private static Uri? TryUrl(string text) => text.StartsWith('/') ? new Uri(text, UriKind.Relative) : Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null;

    private static CelMadeMap Query(Uri url)
    {
        var mark = url.OriginalString.IndexOf('?', StringComparison.Ordinal);
        var parts = mark < 0 ? [] : url.OriginalString[(mark + 1)..].Split('#')[0].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2));
        var values = parts.ToLookup(part => Uri.UnescapeDataString(part[0]), part => part.Length > 1 ? Uri.UnescapeDataString(part[1].Replace('+', ' ')) : "");
        var map = new CelMadeMap();
        foreach (var group in values) map.Add(group.Key, new CelList([.. group]));
        return map;
    }

    private static IPAddress? TryAddress(string text) =>
        IPAddress.TryParse(text, out var address) && !text.Contains('%', StringComparison.Ordinal) && (text.Count(c => c == '.') == 3 || address.AddressFamily == AddressFamily.InterNetworkV6) && !address.IsIPv4MappedToIPv6
            ? address
            : null;

    private static object? TryNetwork(string text) => AddressRules.Network(text) is { } network ? network : null;

    private static bool Contains(IPNetwork whole, object part) => part is IPNetwork inner && whole.Contains(inner.BaseAddress) && inner.PrefixLength >= whole.PrefixLength;

    private static CelOptional Faults(Func<string, IEnumerable<string>> format, string text) =>
        format(text).ToList() is { Count: > 0 } faults ? CelOptional.Of(new CelList([.. faults])) : CelOptional.None;

    private static CelSemver? TryVersion(string text)
    {
        if (Semver.Match(text) is not { Success: true } match) return null;
        return new CelSemver(Number("major"), Number("minor"), Number("patch"), match.Groups["pre"].Value);

        long Number(string group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    private static int Compare(CelSemver x, CelSemver y)
    {
        var order = (x.Major, x.Minor, x.Patch).CompareTo((y.Major, y.Minor, y.Patch));
        if (order != 0 || x.PreRelease == y.PreRelease) return Math.Sign(order);
        if (x.PreRelease.Length == 0 || y.PreRelease.Length == 0) return x.PreRelease.Length == 0 ? 1 : -1;
        return Math.Sign(string.CompareOrdinal(x.PreRelease, y.PreRelease));
    }

    [GeneratedRegex(@":(?<port>\d+)(?=[/?#]|\z)", RegexOptions.ExplicitCapture)]
    private static partial Regex PortAtEnd { get; }

    [GeneratedRegex(@"\A(?<major>0|[1-9]\d{0,9})\.(?<minor>0|[1-9]\d{0,9})\.(?<patch>0|[1-9]\d{0,9})(-(?<pre>[0-9A-Za-z-.]+))?(\+[0-9A-Za-z-.]+)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Semver { get; }
}
