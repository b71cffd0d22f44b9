using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Validation;

/// <summary>
/// Regular expressions as Go's regexp reads them (RE2): matched in linear time, ASCII classes, $ only at the very end.
/// </summary>
internal static class Re2
{
    private const int MostCached = 1024;

    private static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = @"\x00-\x7F",
        ["blank"] = @"\t ",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    /// <summary>The compiled pattern; null with a fault when it can't be compiled.</summary>
    public static Regex? TryCompile(string pattern, out string fault)
    {
        fault = "";
        if (Cache.TryGetValue(pattern, out var known)) return known;
        try
        {
            var made = new Regex(Translated(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            if (Cache.Count < MostCached) Cache.TryAdd(pattern, made);
            return made;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            fault = $"error parsing regexp: {error.Message}";
            return null;
        }
    }

    /// <summary>Why a pattern can't be compiled; null when it can.</summary>
    public static string? Fault(string pattern) => TryCompile(pattern, out var fault) is null ? fault : null;

    private static string Translated(string pattern)
    {
        var result = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length) result.Append(Escape(pattern[++i], inClass));
            else if (inClass && c == '[' && Posix(pattern, i) is { } posix)
            {
                result.Append(posix.Text);
                i = posix.End;
            }
            else if (inClass && c == '[') result.Append(@"\[");
            else if (!inClass && c == '[')
            {
                inClass = true;
                result.Append(c);
                if (i + 1 < pattern.Length && pattern[i + 1] == '^') result.Append(pattern[++i]);
                if (i + 1 < pattern.Length && pattern[i + 1] == ']')
                {
                    result.Append(@"\]");
                    i++;
                }
            }
            else if (inClass && c == ']')
            {
                inClass = false;
                result.Append(c);
            }
            else if (!inClass && c == '$') result.Append(@"\z");
            else if (!inClass && pattern.AsSpan(i).StartsWith("(?P<"))
            {
                result.Append("(?<");
                i += 3;
            }
            else result.Append(c);
        }

        return result.ToString();
    }

    private static string Escape(char c, bool inClass) => c switch
    {
        'd' => inClass ? "0-9" : "[0-9]",
        'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
        's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
        'D' when !inClass => "[^0-9]",
        'W' when !inClass => "[^0-9A-Za-z_]",
        'S' when !inClass => @"[^\t\n\f\r ]",
        _ => "\\" + c,
    };

    private static (string Text, int End)? Posix(string pattern, int start)
    {
        if (start + 1 >= pattern.Length || pattern[start + 1] != ':') return null;
        var end = pattern.IndexOf(":]", start + 2, StringComparison.Ordinal);
        if (end < 0) return null;
        return PosixClasses.TryGetValue(pattern[(start + 2)..end], out var text) ? (text, end + 1) : null;
    }
}
