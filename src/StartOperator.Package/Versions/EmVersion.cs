using System.Diagnostics.CodeAnalysis;

namespace StartOperator.Package.Versions;

/// <summary>
/// A version of one to four numbers (contract: emver.md, "Version"). The author's spelling is kept, because StartOS names
/// folders and images after it; comparison and equality look at the numbers alone, so <c>28.1</c> equals <c>28.1.0</c>.
/// </summary>
public sealed class EmVersion : IEquatable<EmVersion>, IComparable<EmVersion>, IComparable
{
    /// <summary>Creates a version from its numbers, spelled canonically.</summary>
    public EmVersion(ulong major, ulong minor = 0, ulong patch = 0, ulong revision = 0)
        : this(null, major, minor, patch, revision)
    {
    }

    private EmVersion(string? text, ulong major, ulong minor, ulong patch, ulong revision)
    {
        (Major, Minor, Patch, Revision) = (major, minor, patch, revision);
        Text = text ?? Canonical;
    }

    /// <summary>The version as the author spelled it.</summary>
    public string Text { get; }

    /// <summary>The first number.</summary>
    public ulong Major { get; }

    /// <summary>The second number; 0 where the author wrote none.</summary>
    public ulong Minor { get; }

    /// <summary>The third number; 0 where the author wrote none.</summary>
    public ulong Patch { get; }

    /// <summary>The fourth number; 0 where the author wrote none.</summary>
    public ulong Revision { get; }

    /// <summary>The numbers in StartOS's own spelling: three of them, and the fourth only when it is not 0.</summary>
    public string Canonical => Revision == 0 ? $"{Major}.{Minor}.{Patch}" : $"{Major}.{Minor}.{Patch}.{Revision}";

    /// <summary>Reads a text that is a version from its first character to its last.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EmVersion? version, [NotNullWhen(false)] out string? error) =>
        TryParsePrefix(text, out version, out var ignored, out error) && AcceptWhole(text, ignored, ref version, out error);

    /// <summary>
    /// Reads a text as StartOS does: what follows the longest version at its start is ignored, but stays in <see cref="Text"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The version.</param>
    /// <param name="ignored">What was ignored; empty when the whole text is a version.</param>
    /// <param name="error">Why the text does not start with a version.</param>
    public static bool TryParsePrefix(
        string text, [NotNullWhen(true)] out EmVersion? version, out string ignored, [NotNullWhen(false)] out string? error)
    {
        var scan = new EmverScanner(text);
        var numbers = scan.Numbers(out error);
        ignored = numbers is null ? "" : scan.Rest;
        version = numbers is null ? null : FromNumbers(text, numbers);
        return version is not null;
    }

    /// <inheritdoc />
    public int CompareTo(EmVersion? other) => other is null
        ? 1
        : (Major, Minor, Patch, Revision).CompareTo((other.Major, other.Minor, other.Patch, other.Revision));

    /// <inheritdoc />
    public int CompareTo(object? obj) => obj is null or EmVersion
        ? CompareTo(obj as EmVersion)
        : throw new ArgumentException($"not a {nameof(EmVersion)}", nameof(obj));

    /// <inheritdoc />
    public bool Equals(EmVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as EmVersion);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, Revision);

    /// <summary>The author's spelling.</summary>
    public override string ToString() => Text;

    /// <summary>Whether both are null or have the same numbers.</summary>
    public static bool operator ==(EmVersion? left, EmVersion? right) => Equals(left, right);

    /// <summary>Whether the numbers differ.</summary>
    public static bool operator !=(EmVersion? left, EmVersion? right) => !Equals(left, right);

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(EmVersion? left, EmVersion? right) => Comparer<EmVersion>.Default.Compare(left, right) < 0;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(EmVersion? left, EmVersion? right) => Comparer<EmVersion>.Default.Compare(left, right) > 0;

    /// <summary>Whether the left version is older or equal.</summary>
    public static bool operator <=(EmVersion? left, EmVersion? right) => Comparer<EmVersion>.Default.Compare(left, right) <= 0;

    /// <summary>Whether the left version is newer or equal.</summary>
    public static bool operator >=(EmVersion? left, EmVersion? right) => Comparer<EmVersion>.Default.Compare(left, right) >= 0;

    internal static EmVersion FromNumbers(string? text, IReadOnlyList<ulong> numbers)
    {
        ulong At(int index) => index < numbers.Count ? numbers[index] : 0;
        return new EmVersion(text, At(0), At(1), At(2), At(3));
    }

    private static bool AcceptWhole(string text, string ignored, ref EmVersion? version, [NotNullWhen(false)] out string? error)
    {
        error = ignored.Length == 0 ? null : $"'{ignored}' at the end of '{text}' is no part of a version";
        version = error is null ? version : null;
        return error is null;
    }
}
