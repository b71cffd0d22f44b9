using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace StartOperator.Package.Reading.Documents;

/// <summary>What a YAML scalar without quotes means to StartOS's parser, which follows the core schema of YAML 1.2.</summary>
internal static class YamlScalar
{
    private const int LongestInteger = 140;

    private static readonly SearchValues<char> FloatCharacters = SearchValues.Create("0123456789+-.eE");

    /// <summary>Finds the kind of an unquoted scalar, and the text of that kind.</summary>
    public static (ScalarKind Kind, string Text) Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => (ScalarKind.Null, text),
        "true" or "True" or "TRUE" => (ScalarKind.Boolean, "true"),
        "false" or "False" or "FALSE" => (ScalarKind.Boolean, "false"),
        _ when Integer(text) is { } number => (ScalarKind.Integer, number.ToString(CultureInfo.InvariantCulture)),
        _ when HasLeadingZero(text) => (ScalarKind.Text, text),
        ".nan" or ".NaN" or ".NAN" or "-.inf" or "-.Inf" or "-.INF" => (ScalarKind.NotFinite, text),
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => (ScalarKind.NotFinite, text),
        _ when IsFloat(text) => (ScalarKind.Float, text),
        _ => (ScalarKind.Text, text),
    };

    private static BigInteger? Integer(string text)
    {
        if (text.Length is 0 or > LongestInteger || HasLeadingZero(text)) return null;

        var negative = text[0] == '-';
        var digits = text[0] is '-' or '+' ? text.AsSpan(1) : text;
        var radix = digits switch { ['0', 'x', ..] => 16, ['0', 'o', ..] => 8, ['0', 'b', ..] => 2, _ => 10 };
        if (radix != 10) digits = digits[2..];

        if (Digits(digits, radix) is not { } number) return null;
        if (negative) number = -number;
        return NumberText.IsInteger(number) ? number : null;
    }

    private static BigInteger? Digits(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty) return null;

        var number = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var value = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (value >= radix) return null;
            number = (number * radix) + value;
        }

        return number;
    }

    /// <summary>Digits after a zero are text in YAML 1.2, as in <c>007</c>.</summary>
    private static bool HasLeadingZero(string text)
    {
        var digits = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        return digits.Length > 1 && digits[0] == '0' && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsFloat(string text)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return !text.AsSpan().ContainsAnyExcept(FloatCharacters)
            && double.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
    }
}
