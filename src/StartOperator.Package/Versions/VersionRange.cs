using System.Diagnostics.CodeAnalysis;
using StartOperator.Package.Model;

namespace StartOperator.Package.Versions;

/// <summary>
/// A set of versions (contract: emver.md, "Range grammar"). Its text form is StartOS's canonical one, and reads back as an equal range.
/// </summary>
public abstract record VersionRange
{
    /// <summary>The range of all versions, <c>*</c>.</summary>
    public static VersionRange Everything { get; } = new Any();

    private VersionRange()
    {
    }

    /// <summary>Reads a text that is a range from its first character to its last.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range, [NotNullWhen(false)] out string? error)
    {
        if (!TryParsePrefix(text, out range, out var ignored, out error)) return false;
        if (ignored.Length == 0) return true;

        error = $"'{ignored}' at the end of '{text}' is no part of a range";
        range = null;
        return false;
    }

    /// <summary>Reads a text as StartOS does: what follows the longest range at its start is ignored.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">The range.</param>
    /// <param name="ignored">What was ignored; empty when the whole text is a range.</param>
    /// <param name="error">Why the text does not start with a range.</param>
    public static bool TryParsePrefix(
        string text, [NotNullWhen(true)] out VersionRange? range, out string ignored, [NotNullWhen(false)] out string? error)
    {
        var parser = new VersionRangeParser(text);
        range = parser.Parse(out ignored, out error);
        return range is not null;
    }

    /// <summary>Whether a version lies in this range.</summary>
    public abstract bool Matches(EmVersion version);

    /// <summary>The canonical text.</summary>
    public sealed override string ToString() => Print();

    /// <summary>The versions that lie in both; nested sets of the same kind are flattened, and what changes nothing is left out.</summary>
    internal static VersionRange Both(VersionRange left, VersionRange right) => (left, right) switch
    {
        (Any, _) => right,
        (_, Any) => left,
        _ => new All([.. Parts(left), .. Parts(right)]),
    };

    /// <summary>The versions that lie in either, flattened likewise.</summary>
    internal static VersionRange Either(VersionRange left, VersionRange right) => (left, right) switch
    {
        (Any, _) or (_, Any) => Everything,
        _ => new OneOf([.. Alternatives(left), .. Alternatives(right)]),
    };

    private protected abstract string Print();

    private static ValueList<VersionRange> Parts(VersionRange range) => range is All all ? all.Ranges : [range];

    private static ValueList<VersionRange> Alternatives(VersionRange range) => range is OneOf oneOf ? oneOf.Ranges : [range];

    /// <summary>All versions, <c>*</c>.</summary>
    public sealed record Any : VersionRange
    {
        internal Any()
        {
        }

        /// <inheritdoc />
        public override bool Matches(EmVersion version) => true;

        private protected override string Print() => "*";
    }

    /// <summary>The versions that compare so with another one, as <c>&gt;=1.2.0</c>.</summary>
    /// <param name="Operator">How they compare.</param>
    /// <param name="Version">The other version.</param>
    public sealed record Comparison(RangeOperator Operator, EmVersion Version) : VersionRange
    {
        /// <inheritdoc />
        public override bool Matches(EmVersion version) => Operator switch
        {
            RangeOperator.Equal => version == Version,
            RangeOperator.NotEqual => version != Version,
            RangeOperator.Less => version < Version,
            RangeOperator.LessOrEqual => version <= Version,
            RangeOperator.Greater => version > Version,
            RangeOperator.GreaterOrEqual => version >= Version,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        private protected override string Print() => Sign(Operator) + Version.Canonical;

        private static string Sign(RangeOperator comparison) => comparison switch
        {
            RangeOperator.Equal => "=",
            RangeOperator.NotEqual => "!=",
            RangeOperator.Less => "<",
            RangeOperator.LessOrEqual => "<=",
            RangeOperator.Greater => ">",
            RangeOperator.GreaterOrEqual => ">=",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The versions that lie in each of several ranges, as <c>&gt;=1.0.0 &lt;2.0.0</c>.</summary>
    public sealed record All : VersionRange
    {
        internal All(ValueList<VersionRange> ranges) => Ranges = ranges;

        /// <summary>The ranges; none of them is <see cref="Any"/> or <see cref="All"/>.</summary>
        public ValueList<VersionRange> Ranges { get; }

        /// <inheritdoc />
        public override bool Matches(EmVersion version) => Ranges.All(range => range.Matches(version));

        private protected override string Print() => string.Join(' ', Ranges.Select(range => range is OneOf ? $"({range})" : range.ToString()));
    }

    /// <summary>The versions that lie in at least one of several ranges, as <c>&lt;1.0.0 || =2.0.0</c>.</summary>
    public sealed record OneOf : VersionRange
    {
        internal OneOf(ValueList<VersionRange> ranges) => Ranges = ranges;

        /// <summary>The ranges; none of them is <see cref="Any"/> or <see cref="OneOf"/>.</summary>
        public ValueList<VersionRange> Ranges { get; }

        /// <inheritdoc />
        public override bool Matches(EmVersion version) => Ranges.Any(range => range.Matches(version));

        private protected override string Print() => string.Join(" || ", Ranges);
    }
}

/// <summary>How the versions of a range compare with the version it names.</summary>
public enum RangeOperator
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}
