using System.Globalization;
using System.Text;

namespace StartOperator.LocalCluster.Cel;

/// <summary>Values as text.</summary>
internal static class CelText
{
    /// <summary>The value as string() gives it, and as errors print it.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double real => Real(real),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        DateTimeOffset time => CelTime.Text(time),
        TimeSpan duration => CelTime.Text(duration),
        CelType type => type.Name,
        CelList list => $"[{string.Join(", ", list.Items.Select(Quoted))}]",
        CelMap map => $"{{{string.Join(", ", map.Select(entry => $"{Quoted(entry.Key)}: {Quoted(entry.Value)}"))}}}",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A number as Go prints it in its shortest form.</summary>
    public static string Real(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0) return text;
        var power = int.Parse(text[(exponent + 1)..], CultureInfo.InvariantCulture);
        if (power is >= 0 and < 21) return value.ToString("F0", CultureInfo.InvariantCulture);
        return $"{text[..exponent]}e{(power < 0 ? "-" : "+")}{Math.Abs(power):00}";
    }

    private static string Quoted(object? value) => value is string text ? $"\"{text}\"" : Of(value);
}
