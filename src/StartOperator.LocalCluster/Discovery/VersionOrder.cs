using System.Globalization;
using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Discovery;

/// <summary>Orders API versions as clients prefer them: v2, v1, v1beta2, v1beta1, v1alpha1, then anything else by name.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Rank(x ?? ""), Rank(y ?? ""));
        var byKind = right.Kind.CompareTo(left.Kind);
        if (byKind != 0) return byKind;
        if (left.Kind < 0) return string.CompareOrdinal(x, y);
        var byMajor = right.Major.CompareTo(left.Major);
        return byMajor != 0 ? byMajor : right.Minor.CompareTo(left.Minor);
    }

    private static (int Kind, long Major, long Minor) Rank(string version)
    {
        var match = Pattern.Match(version);
        if (!match.Success) return (-1, 0, 0);
        var kind = match.Groups["kind"].Value switch
        {
            "" => 2,
            "beta" => 1,
            _ => 0,
        };
        return (kind, Number(match.Groups["major"].Value), Number(match.Groups["minor"].Value));
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    [GeneratedRegex(@"\Av(?<major>[1-9][0-9]{0,8})((?<kind>alpha|beta)(?<minor>[1-9][0-9]{0,8}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern { get; }
}
