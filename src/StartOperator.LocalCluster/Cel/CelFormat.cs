using System.Globalization;
using System.Text;

namespace StartOperator.LocalCluster.Cel;

/// <summary>The text of <c>'%s is %d'.format([name, count])</c>.</summary>
internal static class CelFormat
{
    /// <exception cref="CelException">The arguments don't suit the text.</exception>
    public static string Apply(string format, IReadOnlyList<object?> arguments)
    {
        var (result, next) = (new StringBuilder(), 0);
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }

            if (++i == format.Length) throw new CelException("unexpected end of string");
            if (format[i] == '%')
            {
                result.Append('%');
                continue;
            }

            var precision = Precision(format, ref i);
            if (next >= arguments.Count) throw new CelException($"index {next} out of range");
            result.Append(One(format[i], precision, arguments[next++]));
        }

        return result.ToString();
    }

    private static int? Precision(string format, ref int i)
    {
        if (format[i] != '.') return null;
        var start = ++i;
        while (i < format.Length && char.IsAsciiDigit(format[i])) i++;
        if (i == format.Length || !int.TryParse(format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out var precision) || precision > 100)
            throw new CelException("could not parse formatting clause");
        return precision;
    }

    private static string One(char verb, int? precision, object? value) => (verb, value) switch
    {
        ('s', _) => CelText.Of(value),
        ('d', long or ulong) => CelText.Of(value),
        ('d', double real) when double.IsInfinity(real) || double.IsNaN(real) => CelText.Of(value),
        ('f', double real) => real.ToString($"F{precision ?? 6}", CultureInfo.InvariantCulture),
        ('e', double real) => real.ToString($"0.{new string('0', precision ?? 6)}e+00", CultureInfo.InvariantCulture),
        ('b', long whole) => whole < 0 ? "-" + Convert.ToString(-whole, 2) : Convert.ToString(whole, 2),
        ('b', bool flag) => flag ? "1" : "0",
        ('o', long whole) => Convert.ToString(whole, 8),
        ('x', long whole) => whole < 0 ? $"-{-whole:x}" : $"{whole:x}",
        ('X', long whole) => whole < 0 ? $"-{-whole:X}" : $"{whole:X}",
        ('x', string text) => Convert.ToHexStringLower(CelOperators.Bytes(text)),
        ('X', string text) => Convert.ToHexString(CelOperators.Bytes(text)),
        ('x', byte[] bytes) => Convert.ToHexStringLower(bytes),
        ('X', byte[] bytes) => Convert.ToHexString(bytes),
        ('d' or 'f' or 'e' or 'b' or 'o' or 'x' or 'X', _) => throw new CelException($"error during formatting: {verb} clause can't take {CelValues.TypeOf(value)}"),
        _ => throw new CelException($"could not parse formatting clause: unrecognized formatting clause \"{verb}\""),
    };
}
