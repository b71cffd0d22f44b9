using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace StartOperator.Runtime.Applying;

/// <summary>Compares Kubernetes quantities by value: <c>0.5</c> is <c>500m</c>, <c>1Gi</c> is <c>1024Mi</c>.</summary>
internal static class Quantity
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.+-");

    /// <summary>Whether two texts are the same quantity; false when either is none.</summary>
    public static bool AreEqual(string left, string right) =>
        TryParse(left, out var leftMantissa, out var leftScale)
        && TryParse(right, out var rightMantissa, out var rightScale)
        && leftMantissa * BigInteger.Pow(10, rightScale) == rightMantissa * BigInteger.Pow(10, leftScale);

    /// <summary>Reads a quantity as <c>mantissa / 10^scale</c>.</summary>
    private static bool TryParse(string text, out BigInteger mantissa, out int scale)
    {
        mantissa = default;
        scale = 0;
        var end = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var number = end < 0 ? text : text[..end];
        var suffix = end < 0 ? "" : text[end..];
        var point = number.IndexOf('.');
        scale = point < 0 ? 0 : number.Length - point - 1;
        return text.Length <= 64
            && BigInteger.TryParse(
                point < 0 ? number : number.Remove(point, 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out mantissa)
            && TryScale(suffix, ref mantissa, ref scale);
    }

    private static bool TryScale(string suffix, ref BigInteger mantissa, ref int scale)
    {
        if (suffix.Length == 2 && suffix[1] == 'i' && "KMGTPE".IndexOf(suffix[0]) is >= 0 and var binary)
        {
            mantissa <<= 10 * (binary + 1);
            return true;
        }

        var exponent = suffix switch
        {
            "" => 0,
            "n" => -9,
            "u" => -6,
            "m" => -3,
            "k" => 3,
            "M" => 6,
            "G" => 9,
            "T" => 12,
            "P" => 15,
            "E" => 18,
            ['e' or 'E', .. var digits] when int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var e)
                && Math.Abs(e) <= 64 => e,
            _ => int.MinValue,
        };
        if (exponent == int.MinValue)
        {
            return false;
        }

        mantissa *= exponent > 0 ? BigInteger.Pow(10, exponent) : BigInteger.One;
        scale += exponent < 0 ? -exponent : 0;
        return true;
    }
}
