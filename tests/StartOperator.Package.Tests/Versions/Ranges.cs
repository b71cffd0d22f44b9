using CsCheck;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Tests.Versions;

/// <summary>Random versions and ranges.</summary>
internal static class Ranges
{
    /// <summary>Versions, spelled with one to four numbers.</summary>
    public static Gen<EmVersion> Versions { get; } =
        Gen.Select(Gen.Int[1, 4], Gen.ULong[0, 30].Array[4]).Select((count, numbers) => Version(string.Join('.', numbers.Take(count))));

    /// <summary>Ranges of any form.</summary>
    public static Gen<VersionRange> Any { get; } = Gen.Recursive<string>((depth, inner) =>
    {
        var atom = Gen.OneOf(
            Gen.Select(Gen.OneOf("=", "!=", "<", "<=", ">", ">=", "^", "~"), Versions).Select((sign, version) => sign + version),
            Gen.ULong[0, 9].Array[1, 3].Select(numbers => string.Join('.', numbers) + ".x"),
            Gen.Select(Versions, Versions).Select((low, high) => $"{low} - {high}"));
        return depth > 2 ? atom : Gen.OneOf(
            atom,
            inner.Array[1, 3].Select(parts => string.Join(' ', parts.Select(part => $"({part})"))),
            inner.Array[1, 3].Select(parts => string.Join(" || ", parts.Select(part => $"({part})"))));
    }).Select(Range);

    private static EmVersion Version(string text) =>
        EmVersion.TryParse(text, out var version, out var error) ? version : throw new InvalidOperationException(error);

    private static VersionRange Range(string text) =>
        VersionRange.TryParse(text, out var range, out var error) ? range : throw new InvalidOperationException($"{text}: {error}");
}
