using System.Globalization;
using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Durations as Go writes them: 1h30m, 1.5s, 200ms.</summary>
internal static partial class GoDuration
{
    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal)
    {
        ["ns"] = 1e-9,
        ["us"] = 1e-6,
        ["µs"] = 1e-6,
        ["ms"] = 1e-3,
        ["s"] = 1,
        ["m"] = 60,
        ["h"] = 3600,
    };

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text is "0" or "+0" or "-0") return true;
        var match = Pattern.Match(text);
        if (!match.Success) return false;
        var seconds = 0.0;
        for (var i = 0; i < match.Groups["unit"].Captures.Count; i++)
        {
            if (!double.TryParse(match.Groups["number"].Captures[i].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            seconds += number * Units[match.Groups["unit"].Captures[i].Value];
        }

        if (seconds > 9.2e9) return false;
        duration = TimeSpan.FromSeconds(text[0] == '-' ? -seconds : seconds);
        return true;
    }

    [GeneratedRegex(@"\A[+-]?((?<number>[0-9]{0,18}(\.[0-9]{0,18})?)(?<unit>ns|us|µs|ms|s|m|h)){1,32}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern { get; }
}
