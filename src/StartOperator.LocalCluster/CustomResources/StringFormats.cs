using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>The string formats a custom schema can ask for. Formats an API server does not know, and the exotic ones (isbn, ssn, …), accept everything.</summary>
internal static partial class StringFormats
{
    private static readonly Dictionary<string, Func<string, bool>> Checks = new(StringComparer.Ordinal)
    {
        ["uri"] = IsUri,
        ["email"] = text => System.Net.Mail.MailAddress.TryCreate(text, out _),
        ["hostname"] = IsHostname,
        ["ipv4"] = text => IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        ["ipv6"] = text => IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6,
        ["cidr"] = IsCidr,
        ["mac"] = text => Mac.IsMatch(text),
        ["uuid"] = text => Uuid.IsMatch(text),
        ["uuid3"] = text => Uuid.IsMatch(text) && Version(text) == '3',
        ["uuid4"] = text => Uuid.IsMatch(text) && Version(text) == '4',
        ["uuid5"] = text => Uuid.IsMatch(text) && Version(text) == '5',
        ["hexcolor"] = text => HexColor.IsMatch(text),
        ["byte"] = text => text.Length > 0 && Base64.IsMatch(text) && text.Length % 4 == 0,
        ["date"] = text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["duration"] = IsDuration,
        ["datetime"] = text => text.Length == 0 || Times.Parse(text) is not null,
        ["k8s-short-name"] = text => !Names.LabelFaults(text).Any(),
        ["k8s-long-name"] = text => !Names.SubdomainFaults(text).Any(),
    };

    private static readonly string[] Unchecked = ["bsonobjectid", "isbn", "isbn10", "isbn13", "creditcard", "ssn", "rgbcolor", "password"];

    /// <summary>Formats that are known, whether or not they are checked.</summary>
    public static bool IsKnown(string format)
    {
        var name = format.Replace("-", "", StringComparison.Ordinal);
        return Checks.ContainsKey(name) || Unchecked.Contains(name) || name is "k8sshortname" or "k8slongname";
    }

    public static bool Accepts(string format, string text)
    {
        var known = Checks.TryGetValue(format, out var check) || Checks.TryGetValue(format.Replace("-", "", StringComparison.Ordinal), out check);
        return !known || check!(text);
    }

    private static char Version(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal)[12];

    private static bool IsUri(string text)
    {
        if (text.Length == 0 || text.Any(c => c <= ' ' || c == '\u007f')) return false;
        if (text[0] == '/') return true;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');
    }

    private static bool IsHostname(string text)
    {
        if (text.Length is 0 or > 255) return false;
        return text.Split('.').All(label => label.Length is > 0 and <= 63 &&
            label.All(c => char.IsLetterOrDigit(c) || char.IsSymbol(c) || c == '-') && label[0] != '-' && label[^1] != '-');
    }

    private static bool IsCidr(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var ip) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
            return false;
        return bits <= (ip.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    private static bool IsDuration(string text) => GoDuration.TryParse(text, out _) || WordDuration.IsMatch(text);

    [GeneratedRegex(@"\A([0-9A-Fa-f]{2}([:-])){5}[0-9A-Fa-f]{2}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Mac { get; }

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\z")]
    private static partial Regex Uuid { get; }

    [GeneratedRegex(@"\A#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex HexColor { get; }

    [GeneratedRegex(@"\A[A-Za-z0-9+/]+={0,2}\z")]
    private static partial Regex Base64 { get; }

    [GeneratedRegex(@"\A[0-9]{1,18}\s*(ns|us|µs|ms|s|m|h|d|w|(nano|micro|milli)s?|(nano|micro|milli)?sec(ond)?s?|min(ute)?s?|hours?|hrs?|days?|weeks?|wks?)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex WordDuration { get; }
}
