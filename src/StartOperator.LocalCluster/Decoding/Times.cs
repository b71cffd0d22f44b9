using System.Globalization;

namespace StartOperator.LocalCluster.Decoding;

/// <summary>Times as the API writes them: UTC, whole seconds or microseconds.</summary>
internal static class Times
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Micros = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly string[] Accepted =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fK", "yyyy-MM-dd'T'HH:mm:ss.ffK", "yyyy-MM-dd'T'HH:mm:ss.fffK",
        "yyyy-MM-dd'T'HH:mm:ss.ffffK", "yyyy-MM-dd'T'HH:mm:ss.fffffK", "yyyy-MM-dd'T'HH:mm:ss.ffffffK", "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
    ];

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Seconds, CultureInfo.InvariantCulture);

    public static string MicroText(DateTimeOffset time) => time.UtcDateTime.ToString(Micros, CultureInfo.InvariantCulture);

    /// <summary>Reads an RFC 3339 time; a fraction finer than 100 ns is cut.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null || !(text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-'))) return null;
        var cut = Shortened(text);
        return DateTimeOffset.TryParseExact(cut, Accepted, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    private static string Shortened(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0) return text;
        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - point <= 8 ? text : text[..(point + 8)] + text[end..];
    }
}
