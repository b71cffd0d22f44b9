using System.Globalization;
using System.Numerics;

namespace StartOperator.LocalCluster.Quantities;

/// <summary>
/// An amount such as 500m or 1536Mi, kept in billionths and printed in its canonical form: no fraction, the largest suffix that fits.
/// </summary>
internal readonly record struct Quantity : IComparable<Quantity>
{
    public const string Rule = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private const int MaxDigits = 512;
    private static readonly BigInteger Billion = BigInteger.Pow(10, 9);
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    private readonly BigInteger _nano;
    private readonly Form _form;

    private Quantity(BigInteger nano, Form form) => (_nano, _form) = (nano, form);

    private enum Form
    {
        Decimal,
        Binary,
        Exponent,
    }

    public int Sign => _nano.Sign;

    public double Real => (double)_nano / 1e9;

    /// <summary>The amount rounded up to a whole number.</summary>
    public BigInteger Ceiling => RoundUp(_nano, Billion);

    public bool IsWhole => (_nano % Billion).IsZero;

    public static Quantity Of(BigInteger whole) => new(whole * Billion, Form.Decimal);

    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        if (text.Length is 0 or > MaxDigits) return false;
        var position = text[0] is '+' or '-' ? 1 : 0;
        var start = position;
        var point = -1;
        while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '.'))
        {
            if (text[position] == '.' && point >= 0) return false;
            if (text[position] == '.') point = position;
            position++;
        }

        var digits = text[start..position].Replace(".", "", StringComparison.Ordinal);
        if (digits.Length == 0) return false;
        var decimals = point < 0 ? 0 : position - point - 1;
        if (!TryScale(text[position..], out var form, out var ten, out var two)) return false;
        var value = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        if (text[0] == '-') value = -value;
        quantity = new Quantity(Scaled(value * BigInteger.Pow(2, two), ten - decimals + 9), form);
        return true;
    }

    public int CompareTo(Quantity other) => _nano.CompareTo(other._nano);

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    public Quantity Add(Quantity other) => new(_nano + other._nano, _form);

    public Quantity Subtract(Quantity other) => new(_nano - other._nano, _form);

    public bool SameAmount(Quantity other) => _nano == other._nano;

    public override string ToString()
    {
        if (_nano.IsZero) return "0";
        var small = BigInteger.Abs(_nano) < 1024 * Billion;
        return _form == Form.Binary && !small ? BinaryText() : DecimalText(_form == Form.Exponent);
    }

    private static BigInteger Scaled(BigInteger value, int power) =>
        power >= 0 ? value * BigInteger.Pow(10, power) : RoundUp(value, BigInteger.Pow(10, -power));

    /// <summary>Away from zero: precision beyond billionths rounds up.</summary>
    private static BigInteger RoundUp(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        return rest.IsZero ? quotient : quotient + value.Sign;
    }

    private static bool TryScale(string suffix, out Form form, out int ten, out int two)
    {
        (form, ten, two) = (Form.Decimal, 0, 0);
        var index = Array.IndexOf(Decimal, suffix);
        if (index >= 0)
        {
            ten = (index - 3) * 3;
            return true;
        }

        index = Array.IndexOf(Binary, suffix);
        if (index >= 0)
        {
            (form, two) = (Form.Binary, index * 10);
            return true;
        }

        if (suffix[0] is not ('e' or 'E')) return false;
        form = Form.Exponent;
        return int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ten) && Math.Abs(ten) <= MaxDigits;
    }

    private string DecimalText(bool exponent)
    {
        var (value, power) = (_nano, -9);
        while (power < 18 && (value % 1000).IsZero) (value, power) = (value / 1000, power + 3);
        if (exponent) return power == 0 ? value.ToString(CultureInfo.InvariantCulture) : $"{value}e{power}";
        return value.ToString(CultureInfo.InvariantCulture) + Decimal[(power / 3) + 3];
    }

    private string BinaryText()
    {
        var (value, step) = (Ceiling, 0);
        while (step < Binary.Length - 1 && (value % 1024).IsZero) (value, step) = (value / 1024, step + 1);
        return value.ToString(CultureInfo.InvariantCulture) + Binary[step];
    }
}
