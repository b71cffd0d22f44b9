using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace StartOperator.Package.Versions;

/// <summary>
/// A length of time as StartOS reads it: a number and a unit without a blank (contract: procedures.md §8). Of whole numbers of
/// <c>ms</c> and <c>us</c>, StartOS takes what exceeds full seconds for nanoseconds, and so do we: <c>500ms</c> are 500 ns;
/// <c>0.5s</c> and <c>500.0ms</c> are half a second.
/// </summary>
/// <param name="Nanoseconds">The length.</param>
public readonly record struct Duration(UInt128 Nanoseconds)
{
    private const int LongestText = 64;

    private static readonly (string Name, UInt128 Nanoseconds)[] Units =
    [
        ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1),
    ];

    private static readonly UInt128 Second = 1_000_000_000;
    private static readonly BigInteger Longest = (BigInteger)ulong.MaxValue * (BigInteger)Second;

    /// <summary>Creates a duration; a negative one counts as none.</summary>
    public static Duration FromTimeSpan(TimeSpan span) =>
        span <= TimeSpan.Zero ? default : new Duration((UInt128)span.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Reads a duration.</summary>
    public static bool TryParse(string text, out Duration duration, [NotNullWhen(false)] out string? error)
    {
        duration = default;
        error = Read(text, out var nanoseconds);
        if (error is not null) return false;

        duration = new Duration(nanoseconds);
        return true;
    }

    /// <summary>Whether StartOS has taken something for nanoseconds that the author can't have meant so.</summary>
    internal static bool IsMisread(string text, Duration duration) =>
        text is [.., 'm' or 'u' or 'µ', 's']
        && !text.Contains('.', StringComparison.Ordinal)
        && duration.Nanoseconds % Second != UInt128.Zero;

    /// <summary>The duration in steps of 100 ns, rounded down; <see cref="TimeSpan.MaxValue"/> for longer ones.</summary>
    public TimeSpan ToTimeSpan()
    {
        var ticks = Nanoseconds / TimeSpan.NanosecondsPerTick;
        return ticks > (UInt128)TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }

    /// <summary>
    /// The duration in the largest unit that divides it evenly, as <c>1m</c>. Milliseconds and microseconds get a decimal point,
    /// as <c>500.0ms</c>, so that StartOS and we read back what was written.
    /// </summary>
    public override string ToString()
    {
        foreach (var (name, unit) in Units)
        {
            if (Nanoseconds % unit == UInt128.Zero) return (Nanoseconds / unit) + (name is "ms" or "us" ? ".0" : "") + name;
        }

        throw new System.Diagnostics.UnreachableException("every duration is a number of nanoseconds");
    }

    private static string? Read(string text, out UInt128 nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length > LongestText) return $"a duration has at most {LongestText} characters";

        var end = 0;
        while (end < text.Length && !char.IsLetter(text[end])) end++;
        if (end == text.Length) return $"'{text}' has no unit; write one of d, h, m, s, ms, us, ns after the number, as '30s'";

        var name = text[end..] is "µs" ? "us" : text[end..];
        var unit = Array.Find(Units, unit => unit.Name == name).Nanoseconds;
        if (unit == UInt128.Zero) return $"'{text[end..]}' is no unit; write one of d, h, m, s, ms, us, ns, as '30s'";

        var number = text.AsSpan(0, end);
        if (Exactly(number, unit, name) is not { } exact) return $"'{number}' is not a number; write digits and a unit, as '30s' or '0.5s'";
        if (exact > Longest) return $"'{text}' is longer than StartOS can count";

        nanoseconds = (UInt128)exact;
        return null;
    }

    private static BigInteger? Exactly(ReadOnlySpan<char> number, UInt128 unit, string name)
    {
        var digits = number.StartsWith("+") ? number[1..] : number;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        if ((whole.IsEmpty && fraction.IsEmpty) || !AreDigits(whole) || !AreDigits(fraction)) return null;

        var mantissa = BigInteger.Parse(string.Concat("0", whole, fraction), CultureInfo.InvariantCulture);
        if (point < 0) return name is "ms" or "us" ? AsStartOsCounts(mantissa, Second / unit) : mantissa * unit;

        var scale = BigInteger.Pow(10, fraction.Length);
        var (quotient, remainder) = BigInteger.DivRem(mantissa * unit, scale);
        var twice = remainder * 2;
        return twice > scale || (twice == scale && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static BigInteger AsStartOsCounts(BigInteger count, UInt128 perSecond) =>
        (count / perSecond * Second) + (count % perSecond);

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
