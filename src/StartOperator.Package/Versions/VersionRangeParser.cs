namespace StartOperator.Package.Versions;

/// <summary>The grammar of version ranges (contract: emver.md, "Range grammar"); alternatives are tried in the order given there.</summary>
internal sealed class VersionRangeParser(string text)
{
    private const int DeepestGroup = 64;

    private static readonly (string Sign, RangeOperator Operator)[] Operators =
    [
        ("=", RangeOperator.Equal),
        (">=", RangeOperator.GreaterOrEqual),
        ("<=", RangeOperator.LessOrEqual),
        (">", RangeOperator.Greater),
        ("<", RangeOperator.Less),
        ("!=", RangeOperator.NotEqual),
    ];

    private readonly EmverScanner _scan = new(text);
    private int _depth;
    private string? _error;

    /// <summary>Reads the longest range at the start of the text.</summary>
    public VersionRange? Parse(out string ignored, out string? error)
    {
        var range = Range();
        ignored = range is null ? "" : _scan.Rest;
        error = range is null ? _error ?? Explain() : null;
        return range;
    }

    private string Explain()
    {
        _scan.Position = 0;
        return text.Length == 0 ? "a version range can't be empty; '*' is every version"
            : _scan.Numbers(out _) is not null ? $"'{text}' is a version, not a range; '={text}' is the range of that version"
            : $"'{text}' is not a version range; write comparisons such as '>=1.2.0 <2.0.0', without a blank after the sign";
    }

    private VersionRange? Range()
    {
        if (Series(Conjunction, AtOr, VersionRange.Either) is { } range) return range;
        return _scan.Take("*") ? VersionRange.Everything : null;
    }

    private VersionRange? Conjunction() => Series(Term, _scan.Blanks, VersionRange.Both);

    /// <summary>Reads items with separators between; a separator that no item follows is left unread.</summary>
    private VersionRange? Series(Func<VersionRange?> item, Func<bool> separator, Func<VersionRange, VersionRange, VersionRange> join)
    {
        var joined = item();
        while (joined is not null)
        {
            var end = _scan.Position;
            if (!separator() || item() is not { } next)
            {
                _scan.Position = end;
                break;
            }

            joined = join(joined, next);
        }

        return joined;
    }

    private bool AtOr()
    {
        _scan.Blanks();
        if (!_scan.Take("||")) return false;
        _scan.Blanks();
        return true;
    }

    private VersionRange? Term() => Try(Compared) ?? Try(Caret) ?? Try(Tilde) ?? Try(Wildcard) ?? Try(Hyphen) ?? Try(Group);

    private VersionRange? Try(Func<VersionRange?> alternative)
    {
        var start = _scan.Position;
        if (alternative() is { } range) return range;

        _scan.Position = start;
        return null;
    }

    private VersionRange? Group()
    {
        if (!_scan.Take("(")) return null;
        if (_depth == DeepestGroup)
        {
            _error = $"more than {DeepestGroup} parentheses are open at once";
            return null;
        }

        _depth++;
        _scan.Blanks();
        var range = Range();
        _scan.Blanks();
        _depth--;
        return _scan.Take(")") ? range : null;
    }

    private VersionRange? Compared()
    {
        foreach (var (sign, comparison) in Operators)
        {
            if (_scan.Take(sign)) return Version() is { } version ? new VersionRange.Comparison(comparison, version) : null;
        }

        return null;
    }

    private VersionRange? Caret()
    {
        if (!_scan.Take("^") || Version() is not { } from) return null;

        return from switch
        {
            { Major: 0, Minor: 0, Patch: 0 } => new VersionRange.Comparison(RangeOperator.Equal, from),
            { Major: 0, Minor: 0 } => UpTo(from, 0, 0, from.Patch),
            { Major: 0 } => UpTo(from, 0, from.Minor),
            _ => UpTo(from, from.Major),
        };
    }

    private VersionRange? Tilde()
    {
        if (!_scan.Take("~") || _scan.Numbers(out _) is not { } numbers) return null;

        var kept = numbers.Count switch { 4 => 3, 1 => 1, _ => 2 };
        return UpTo(EmVersion.FromNumbers(null, numbers), [.. numbers.Take(kept)]);
    }

    private VersionRange? Wildcard() =>
        _scan.NumbersBeforeX() is { } numbers ? UpTo(EmVersion.FromNumbers(null, numbers), [.. numbers]) : null;

    private VersionRange? Hyphen()
    {
        if (Version() is not { } first) return null;
        _scan.Blanks();
        if (!_scan.Take("-")) return null;
        _scan.Blanks();
        return Version() is { } last
            ? VersionRange.Both(
                new VersionRange.Comparison(RangeOperator.GreaterOrEqual, first), new VersionRange.Comparison(RangeOperator.LessOrEqual, last))
            : null;
    }

    /// <summary>From a version up to, and without, the version whose numbers are these with one added to the last.</summary>
    private VersionRange? UpTo(EmVersion from, params ulong[] numbers)
    {
        if (numbers[^1] == ulong.MaxValue)
        {
            _error = $"no version can follow the number {ulong.MaxValue}";
            return null;
        }

        numbers[^1]++;
        return VersionRange.Both(
            new VersionRange.Comparison(RangeOperator.GreaterOrEqual, from),
            new VersionRange.Comparison(RangeOperator.Less, EmVersion.FromNumbers(null, numbers)));
    }

    private EmVersion? Version() => _scan.Numbers(out _) is { } numbers ? EmVersion.FromNumbers(null, numbers) : null;
}
