using System.Globalization;
using System.Numerics;
using System.Text;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Documents;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Reading;

/// <summary>Reads texts, numbers and what the manifest writes as texts. Null means that an error has been logged.</summary>
internal static class CursorScalars
{
    /// <summary>Reads a text of at most so many Unicode scalar values.</summary>
    public static string? Text(this Cursor value, int maxLength)
    {
        if (value.Node is not ScalarNode { Kind: ScalarKind.Text } scalar) return value.WrongKind<string>("a string", Quoting(value.Node));

        var length = scalar.Text.Length <= maxLength ? 0 : scalar.Text.EnumerateRunes().Count();
        return length <= maxLength
            ? scalar.Text
            : value.Fail<string>($"has {length} characters; at most {maxLength} are allowed", "shorten it");
    }

    /// <summary>Reads a text that ends up on a command line or in a file name, where no NUL can stand.</summary>
    public static string? CommandText(this Cursor value, int maxLength)
    {
        var text = value.Text(maxLength);
        return text is not null && text.Contains('\0', StringComparison.Ordinal)
            ? value.Fail<string>("contains a NUL character, which no program can be given", "remove it")
            : text;
    }

    /// <summary>Reads a text that StartOS limits in bytes of UTF-8.</summary>
    public static string? TextOfBytes(this Cursor value, int maxBytes)
    {
        if (value.Text(maxLength: int.MaxValue) is not { } text) return null;

        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= maxBytes ? text : value.Fail<string>($"has {bytes} bytes of UTF-8; at most {maxBytes} are allowed", "shorten it");
    }

    /// <summary>Reads a boolean.</summary>
    public static bool? Boolean(this Cursor value) => value.Node is ScalarNode { Kind: ScalarKind.Boolean } scalar
        ? scalar.Text == "true"
        : value.WrongKind<bool?>("a boolean", "write true or false, without quotes");

    /// <summary>Reads a whole number.</summary>
    public static ulong? Whole(this Cursor value, ulong min, ulong max)
    {
        if (value.Node is not ScalarNode { Kind: ScalarKind.Integer } scalar)
            return value.WrongKind<ulong?>("a whole number", "write digits, without quotes");

        var number = BigInteger.Parse(scalar.Text, CultureInfo.InvariantCulture);
        if (number >= min && number <= max) return (ulong)number;

        return value.Fail<ulong?>($"is {number}; it must lie between {min} and {max}", "correct the number");
    }

    /// <summary>Reads a number.</summary>
    public static double? Number(this Cursor value) => value.Node is ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Float } scalar
        ? double.Parse(scalar.Text, CultureInfo.InvariantCulture)
        : value.WrongKind<double?>("a number", "write digits, without quotes");

    /// <summary>Reads one of several words.</summary>
    public static T? OneOf<T>(this Cursor value, IReadOnlyList<(string Word, T Meaning)> words)
        where T : struct
    {
        var allowed = Wording.OneOf([.. words.Select(known => known.Word)]);
        if (value.Node is not ScalarNode { Kind: ScalarKind.Text, Text: var text }) return value.WrongKind<T?>(allowed);

        foreach (var (word, meaning) in words)
        {
            if (word == text) return meaning;
        }

        return value.Fail<T?>($"'{Wording.Short(text)}' is not allowed here", $"write {allowed}");
    }

    /// <summary>Reads an identifier (contract: manifest.md §2).</summary>
    public static string? Id(this Cursor value) =>
        value.Text(int.MaxValue) is { } text && Identifier.Check(text) is var fault
            ? fault is null ? text : value.Fail<string>(fault.Value.Message, fault.Value.Remedy)
            : null;

    /// <summary>Reads an identifier that is the key of a map.</summary>
    public static string? Id(this KeyCursor key) =>
        Identifier.Check(key.Text) is { } fault ? key.Fail<string>(fault.Message, fault.Remedy) : key.Text;

    /// <summary>Reads a version; StartOS ignores what follows one.</summary>
    public static EmVersion? Version(this Cursor value)
    {
        if (value.Text(Limits.Version) is not { } text) return null;
        if (!EmVersion.TryParsePrefix(text, out var version, out var ignored, out var error))
            return value.Fail<EmVersion>($"'{Wording.Short(text)}' is not a version: {error}", "put dots between one to four numbers, as \"1.2.0\"");

        if (ignored.Length > 0)
            value.Warn($"StartOS ignores '{Wording.Short(ignored)}' and takes this for {version.Canonical}", "write numbers and dots only");
        return version;
    }

    /// <summary>Reads a version range; StartOS ignores what follows one.</summary>
    public static VersionRange? VersionRange(this Cursor value) =>
        value.Text(Limits.VersionRange) is { } text ? Ranges.Read(text, value.Fail<VersionRange>, value.Warn) : null;

    /// <summary>Reads a version range that is the key of a map.</summary>
    public static VersionRange? VersionRange(this KeyCursor key) => key.Text.Length > Limits.VersionRange
        ? key.Fail<VersionRange>($"has {key.Text.Length} characters; at most {Limits.VersionRange} are allowed", "shorten it")
        : Ranges.Read(key.Text, key.Fail<VersionRange>, key.Warn);

    /// <summary>Reads a duration (contract: procedures.md §8).</summary>
    public static Duration? Duration(this Cursor value)
    {
        if (value.Node is not ScalarNode { Kind: ScalarKind.Text })
            return value.WrongKind<Duration?>("a duration", "write a number and a unit, as 30s");
        if (value.Text(Limits.Duration) is not { } text) return null;
        if (!Versions.Duration.TryParse(text, out var duration, out var error))
            return value.Fail<Duration?>($"is not a duration: {error}", "write a number and a unit, as 30s");
        if (Versions.Duration.IsMisread(text, duration))
            value.Warn($"StartOS takes '{text}' for {duration.Nanoseconds} ns", "write seconds with a decimal point, as 0.5s");
        return duration;
    }

    /// <summary>Reads an absolute URL.</summary>
    public static Uri? Url(this Cursor value)
    {
        if (value.Text(Limits.Url) is not { } text) return null;
        if (!AbsoluteUrl.TryParse(text, out var url, out var error))
            return value.Fail<Uri>($"'{Wording.Short(text)}' is not an absolute URL: {error}", "write it in full, as https://example.org/");
        return url.AbsoluteUri.Length <= Limits.Url
            ? url
            : value.Fail<Uri>($"has {url.AbsoluteUri.Length} characters when written in full; at most {Limits.Url} are allowed", "shorten it");
    }

    private static string Quoting(Node node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Null } => "write a string",
        ScalarNode scalar => $"quote it: \"{Wording.Short(scalar.Text)}\"",
        _ => "write a string",
    };

    private static class Ranges
    {
        public static VersionRange? Read(string text, Func<string, string, VersionRange?> fail, Action<string, string> warn)
        {
            if (!Versions.VersionRange.TryParsePrefix(text, out var range, out var ignored, out var error))
                return fail($"is not a version range: {error}", "write a range, as \">=1.2.0 <2.0.0\"");

            if (ignored.Length > 0)
                warn($"StartOS ignores '{Wording.Short(ignored)}' and takes this for {range}", "join comparisons with a blank (and) or '||' (or)");
            return range;
        }
    }
}
