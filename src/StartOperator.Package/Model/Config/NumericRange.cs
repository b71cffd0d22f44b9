using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace StartOperator.Package.Model.Config;

/// <summary>An interval of numbers such as <c>[0,64)</c> or <c>(*,1.5]</c> (contract: config-spec.md §3).</summary>
/// <typeparam name="T"><see cref="double"/> for values, <see cref="ulong"/> for lengths.</typeparam>
/// <param name="Low">Where it starts; null for no such limit.</param>
/// <param name="High">Where it ends; null for no such limit.</param>
public sealed record NumericRange<T>(RangeBound<T>? Low, RangeBound<T>? High)
    where T : struct, INumber<T>
{
    /// <summary>Reads an interval.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "Parsing belongs to the type, as in IParsable<T>.")]
    public static bool TryParse(string text, [NotNullWhen(true)] out NumericRange<T>? range, [NotNullWhen(false)] out string? error)
    {
        range = null;
        var pieces = text.Split(',');
        error = ReadLow(pieces[0], out var low);
        if (error is not null) return false;

        RangeBound<T>? high = null;
        error = pieces.Length > 1 ? ReadHigh(pieces[1], out high) : null;
        if (error is not null) return false;

        range = new NumericRange<T>(low, high);
        return true;
    }

    /// <summary>Whether a number lies in the interval.</summary>
    public bool Contains(T value) =>
        (Low is not { } low || value > low.Value || (low.Inclusive && value == low.Value))
        && (High is not { } high || value < high.Value || (high.Inclusive && value == high.Value));

    /// <summary>The interval as StartOS writes it, without blanks.</summary>
    public override string ToString()
    {
        var low = Low is { } from ? (from.Inclusive ? "[" : "(") + Print(from.Value) : "(*";
        var high = High is { } to ? Print(to.Value) + (to.Inclusive ? "]" : ")") : "*)";
        return $"{low},{high}";
    }

    private static string? ReadLow(string piece, out RangeBound<T>? bound)
    {
        bound = null;
        if (piece.StartsWith("(*", StringComparison.Ordinal)) return null;
        if (piece is not ['(' or '[', .. var number]) return $"'{piece}' must start with '(' (without) or '[' (with the number itself)";
        return Read(number, piece[0] == '[', out bound);
    }

    private static string? ReadHigh(string piece, out RangeBound<T>? bound)
    {
        bound = null;
        if (piece.EndsWith("*)", StringComparison.Ordinal)) return null;
        if (piece is not [.. var number, ')' or ']']) return $"'{piece}' must end with ')' (without) or ']' (with the number itself)";
        return Read(number, piece[^1] == ']', out bound);
    }

    private static string? Read(string number, bool inclusive, out RangeBound<T>? bound)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var style = typeof(T) == typeof(double) ? Styles : NumberStyles.AllowLeadingSign;
        bound = null;
        if (number.Trim() == "*") return "'*' goes with a round parenthesis only: '(*' or '*)'";
        if (!T.TryParse(number.Trim(), style, CultureInfo.InvariantCulture, out var value) || !T.IsFinite(value))
            return $"'{number.Trim()}' is not a {(typeof(T) == typeof(double) ? "number" : "whole number of 0 or more")}";

        bound = new RangeBound<T>(value, inclusive);
        return null;
    }

    private static string Print(T value) => value.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>An end of an interval.</summary>
/// <param name="Value">The number it ends at.</param>
/// <param name="Inclusive">Whether that number belongs to the interval.</param>
public readonly record struct RangeBound<T>(T Value, bool Inclusive)
    where T : struct;
