using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace StartOperator.Package.S9pk.Archives;

/// <summary>Names of archive entries: relative paths that lead only downwards (contract: s9pk.md §5, "Recommended extra checks").</summary>
internal static class EntryName
{
    /// <summary>The longest path, in bytes of UTF-8.</summary>
    public const int MostBytes = 2048;

    /// <summary>How deep folders may lie in each other.</summary>
    public const int MostDepth = 100;

    private const int LongestSegment = 255;

    /// <summary>Reads a name into its segments; <c>.</c> and doubled slashes mean nothing.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out string[]? segments, [NotNullWhen(false)] out string? error)
    {
        segments = [.. name.Split('/').Where(segment => segment is not ("" or "."))];
        error = Fault(name, segments);
        if (error is not null) segments = null;
        return segments is not null;
    }

    /// <summary>
    /// Follows a relative path from a folder by its segments alone; null when it is absolute or leaves the root. Links on the way are not
    /// looked at.
    /// </summary>
    public static string[]? Follow(IEnumerable<string> folder, string path)
    {
        if (path.StartsWith('/')) return null;

        var place = new Stack<string>(folder);
        foreach (var segment in path.Split('/').Where(segment => segment is not ("" or ".")))
        {
            if (segment != "..") place.Push(segment);
            else if (!place.TryPop(out _)) return null;
        }

        return [.. place.Reverse()];
    }

    private static string? Fault(string name, string[] segments)
    {
        if (name.StartsWith('/')) return "has an absolute name";
        if (Encoding.UTF8.GetByteCount(name) > MostBytes) return $"has a name of more than {MostBytes} bytes";
        if (segments.Length > MostDepth) return $"lies more than {MostDepth} folders deep";
        if (segments.Contains("..")) return "leads upwards with '..'";
        if (name.Contains('\uFFFD', StringComparison.Ordinal)) return "has a name that is not UTF-8";
        if (name.Any(char.IsControl)) return "has a control character in its name";
        var isLong = Array.Exists(segments, segment => Encoding.UTF8.GetByteCount(segment) > LongestSegment);
        return isLong ? $"has a name of more than {LongestSegment} bytes" : null;
    }
}
