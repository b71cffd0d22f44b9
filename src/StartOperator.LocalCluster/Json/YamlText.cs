using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StartOperator.LocalCluster.Json;

/// <summary>Reads one YAML document as JSON. Aliases stand for a copy; a small text that they would make huge is refused.</summary>
internal sealed class YamlText
{
    private const int MostNodes = 500_000;

    private static readonly UTF8Encoding Strict = new(false, true);

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, (JsonNode? Node, int Size)> _anchors = [];
    private readonly HashSet<AnchorName> _open = [];
    private int _nodes;

    private YamlText(string text) => _parser = new Parser(new StringReader(text));

    /// <exception cref="JsonException">The text is not one YAML document that JSON can say.</exception>
    public static JsonNode? Parse(byte[] utf8)
    {
        try
        {
            var text = Strict.GetString(utf8);
            if (text.Any(c => c is < ' ' and not ('\t' or '\n' or '\r') or '\u007f')) throw new JsonException("yaml: control characters are not allowed");
            return new YamlText(text).Document();
        }
        catch (YamlException fault)
        {
            throw new JsonException("yaml: " + fault.Message, fault);
        }
        catch (DecoderFallbackException fault)
        {
            throw new JsonException("yaml: invalid UTF-8", fault);
        }
    }

    private JsonNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return null;
        _parser.Consume<DocumentStart>();
        var node = Read(0);
        _parser.Consume<DocumentEnd>();
        return node;
    }

    private JsonNode? Read(int depth)
    {
        if (depth > JsonText.MaxDepth) throw new JsonException("yaml: exceeded max depth");
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Copy(alias.Value);
        Count(1);
        var before = _nodes;
        var anchor = (_parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        if (!anchor.IsEmpty) _open.Add(anchor);
        JsonNode? node = _parser.Current switch
        {
            Scalar => Plain(_parser.Consume<Scalar>()),
            MappingStart => Mapping(depth),
            SequenceStart => Sequence(depth),
            var other => throw new JsonException($"yaml: unexpected {other?.GetType().Name}"),
        };
        if (anchor.IsEmpty) return node;
        _open.Remove(anchor);
        _anchors[anchor] = (node, _nodes - before + 1);
        return node;
    }

    private JsonNode? Copy(AnchorName name)
    {
        if (_open.Contains(name)) throw new JsonException($"yaml: anchor '{name}' value contains itself");
        if (!_anchors.TryGetValue(name, out var anchored)) throw new JsonException($"yaml: unknown anchor '{name}' referenced");
        Count(anchored.Size);
        return anchored.Node?.DeepClone();
    }

    private void Count(int nodes)
    {
        if ((_nodes += nodes) > MostNodes) throw new JsonException("yaml: document contains excessive aliasing");
    }

    private JsonArray Sequence(int depth)
    {
        _parser.Consume<SequenceStart>();
        var list = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _)) list.Add(Read(depth + 1));
        return list;
    }

    private JsonObject Mapping(int depth)
    {
        _parser.Consume<MappingStart>();
        var result = new JsonObject();
        List<JsonNode?> merged = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key)) throw new JsonException("yaml: invalid map key");
            var value = Read(depth + 1);
            if (key is { Value: "<<", Style: ScalarStyle.Plain }) merged.Add(value);
            else result[key.Value] = value;
        }

        foreach (var value in merged) Merge(result, value);
        return result;
    }

    /// <summary>Adds the fields of an object, or of each in a list, that are not there already.</summary>
    private static void Merge(JsonObject result, JsonNode? value)
    {
        if (value is not (JsonObject or JsonArray)) throw new JsonException("yaml: map merge requires map or sequence of maps as the value");
        foreach (var item in value as JsonArray ?? []) Merge(result, item);
        foreach (var (name, field) in value as JsonObject ?? [])
        {
            if (!result.ContainsKey(name)) result[name] = field?.DeepClone();
        }
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
        if (!numeric || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) || !double.IsFinite(real)) return JsonValue.Create(text);
        return double.IsInteger(real) && Math.Abs(real) < 1e15 ? JsonValue.Create((long)real) : JsonValue.Create(real);
    }
}
