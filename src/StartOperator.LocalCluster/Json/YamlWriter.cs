using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Json;

/// <summary>Writes JSON as block-style YAML with sorted keys, as API servers do for clients that ask for application/yaml.</summary>
internal static partial class YamlWriter
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "null", "true", "false", "yes", "no", "on", "off", "y", "n" };

    public static string Text(JsonNode? node)
    {
        var text = new StringBuilder();
        if (node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }) Block(node, 0, text);
        else text.Append(Inline(node)).Append('\n');
        return text.ToString();
    }

    /// <summary>Writes a non-empty map or list; the first line's indentation is there already.</summary>
    private static void Block(JsonNode node, int indent, StringBuilder text)
    {
        var first = true;
        if (node is JsonObject map)
        {
            foreach (var (key, value) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                Indent(ref first, indent, text).Append(Scalar(key)).Append(':');
                Value(value, indent, value is JsonArray ? indent : indent + 2, text);
            }

            return;
        }

        foreach (var item in (JsonArray)node)
        {
            Indent(ref first, indent, text).Append('-');
            if (item is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
            {
                text.Append(' ');
                Block(item, indent + 2, text);
            }
            else Value(item, indent, indent + 2, text);
        }
    }

    private static void Value(JsonNode? value, int indent, int inner, StringBuilder text)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n').Append(' ', inner);
            Block(value, inner, text);
        }
        else if (value.Text() is { } scalar && scalar.Contains('\n', StringComparison.Ordinal) && Printable.IsMatch(scalar)) Literal(scalar, indent + 2, text);
        else text.Append(' ').Append(Inline(value)).Append('\n');
    }

    private static StringBuilder Indent(ref bool first, int indent, StringBuilder text)
    {
        if (!first) text.Append(' ', indent);
        first = false;
        return text;
    }

    private static void Literal(string scalar, int indent, StringBuilder text)
    {
        var rest = scalar.TrimEnd('\n');
        var chomping = (scalar.Length - rest.Length) switch
        {
            0 => "-",
            1 when rest.Length > 0 => "",
            _ => "+",
        };
        text.Append(" |").Append(scalar[0] is ' ' or '\n' ? "2" : "").Append(chomping).Append('\n');
        foreach (var line in (chomping == "+" ? scalar[..^1] : rest).Split('\n'))
        {
            if (line.Length > 0) text.Append(' ', indent).Append(line);
            text.Append('\n');
        }
    }

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when value.GetValueKind() == JsonValueKind.String => Scalar(value.GetValue<string>()),
        _ when value.AsValue().TryGetValue<double>(out var real) => JsonFields.Number(real),
        _ => value.ToJsonString(),
    };

    private static string Scalar(string text)
    {
        if (text.Length == 0 || Words.Contains(text) || text == "~" || NumberOrTime.IsMatch(text)) return $"\"{text}\"";
        if (!Printable.IsMatch(text) || text.Contains('\n', StringComparison.Ordinal)) return Quoted(text);
        return Plain.IsMatch(text) && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal)
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\x7f' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[-+.]?(\d[\d_,]*\.?[\d_]*([eE][-+]?\d+)?|0[xob][0-9a-fA-F_]+|\.\d+|\.(inf|nan)|\d{4}-\d\d?-\d\d?([Tt ].*)?|\d+(:[0-5]?\d)+(\.\d*)?)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NumberOrTime { get; }

    [GeneratedRegex(@"\A[^\x00-\x08\x0b-\x1f\x7f]*\z")]
    private static partial Regex Printable { get; }

    /// <summary>No indicator at the start, no blank at either end, no colon at the end, no tab.</summary>
    [GeneratedRegex(@"\A(?![-?:](\s|\z))[^\s,\[\]{}#&*!|>'""%@`=<]([^\t]*[^\s:])?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Plain { get; }
}
