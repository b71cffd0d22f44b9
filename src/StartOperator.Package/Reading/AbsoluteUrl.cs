using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace StartOperator.Package.Reading;

/// <summary>Reads absolute URLs as StartOS's parser does, which follows the WHATWG's URL standard.</summary>
internal static class AbsoluteUrl
{
    private static readonly string[] HostSchemes = ["http", "https", "ws", "wss", "ftp"];
    private static readonly string Blanks = string.Concat(Enumerable.Range(0, ' ' + 1).Select(code => (char)code));
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>Reads a URL.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        var cleaned = string.Concat(text.AsSpan().Trim(Blanks).ToString().Split('\t', '\n', '\r'));
        error = cleaned.Length == 0 ? "it is empty" : SplitScheme(cleaned, out var scheme, out var rest) ?? Complete(scheme, rest, out cleaned);
        if (error is not null) return false;
        if (!Uri.TryCreate(cleaned, UriKind.Absolute, out url)) error = "it does not parse";
        return url is not null;
    }

    private static string? SplitScheme(string text, out string scheme, out string rest)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        (scheme, rest) = colon < 0 ? ("", text) : (text[..colon].ToLowerInvariant(), text[(colon + 1)..]);
        return scheme.Length > 0 && char.IsAsciiLetter(scheme[0]) && !scheme.AsSpan().ContainsAnyExcept(SchemeCharacters)
            ? null
            : "a scheme such as https:// is missing";
    }

    /// <summary>Writes the two slashes before a host, however many there are and whichever way they lean.</summary>
    private static string? Complete(string scheme, string rest, out string completed)
    {
        completed = $"{scheme}:{rest}";
        if (!HostSchemes.Contains(scheme)) return null;

        var afterSlashes = rest.TrimStart('/', '\\');
        var end = afterSlashes.IndexOfAny(['/', '\\', '?', '#']);
        var authority = end < 0 ? afterSlashes : afterSlashes[..end];
        completed = $"{scheme}://{afterSlashes}";
        return authority[(authority.LastIndexOf('@') + 1)..] is "" or [':', ..] ? "a host is missing" : null;
    }
}
