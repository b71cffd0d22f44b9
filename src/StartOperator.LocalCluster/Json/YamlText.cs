using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StartOperator.LocalCluster.Json;

/// <summary>Reads one YAML document as JSON. Anchors are refused: they can make a small text huge.</summary>
internal static class YamlText
{
    /// <exception cref="JsonException">The text is not one YAML document that JSON can say.</exception>
    public static JsonNode? Parse(byte[] utf8)
    {
        try
        {
            var parser = new Parser(new StringReader(Encoding.UTF8.GetString(utf8)));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) return null;
            parser.Consume<DocumentStart>();
            var node = Read(parser, 0);
            parser.Consume<DocumentEnd>();
            return node;
        }
        catch (YamlException fault)
        {
            throw new JsonException("error converting YAML to JSON: yaml: " + fault.Message, fault);
        }
    }

    private static JsonNode? Read(Parser parser, int depth)
    {
        if (depth > JsonText.MaxDepth) throw new JsonException("exceeded max depth");
        switch (parser.Current)
        {
            case Scalar: return Plain(parser.Consume<Scalar>());
            case MappingStart: return Mapping(parser, depth);
            case SequenceStart:
                parser.Consume<SequenceStart>();
                var list = new JsonArray();
                while (!parser.TryConsume<SequenceEnd>(out _)) list.Add(Read(parser, depth + 1));
                return list;
            default: throw new JsonException("YAML anchors are not accepted");
        }
    }

    private static JsonObject Mapping(Parser parser, int depth)
    {
        parser.Consume<MappingStart>();
        var result = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key)) throw new JsonException("YAML keys must be plain");
            result[key.Value] = Read(parser, depth + 1);
        }

        return result;
    }

    private static JsonValue? Plain(Scalar scalar)
    {
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)) return JsonValue.Create(scalar.Value);
        var text = scalar.Value;
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL": return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "on" or "On": return JsonValue.Create(true);
            case "false" or "False" or "FALSE" or "no" or "No" or "off" or "Off": return JsonValue.Create(false);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return JsonValue.Create(whole);
        var numeric = char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.');
        if (numeric && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
            return JsonValue.Create(real);
        return JsonValue.Create(text);
    }
}
