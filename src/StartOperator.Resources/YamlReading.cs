using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StartOperator.Resources;

/// <summary>
/// Reads objects of the API from YAML, of which JSON is a part, without types: events in, JSON out. Whatever a text holds, the outcome is its
/// documents or a <see cref="FormatException"/>.
/// </summary>
internal static partial class YamlReading
{
    private const int MaxCharacters = 16 * 1024 * 1024;
    private const int MaxDepth = 64;
    private const char ByteOrderMark = '\ufeff';
    private const string TextTag = "tag:yaml.org,2002:str";

    private static readonly JsonDocumentOptions Nesting = new() { MaxDepth = MaxDepth };

    /// <summary>The documents of a text.</summary>
    /// <exception cref="FormatException">The text is not YAML, is too large or too deep, has a key twice, or uses anchors or tags.</exception>
    public static IReadOnlyList<JsonElement> Documents(string text)
    {
        if (text.Length > MaxCharacters)
        {
            throw new FormatException($"the text has more than {MaxCharacters} characters");
        }

        var documents = new List<JsonElement>();
        try
        {
            var parser = new Parser(new StringReader(text.TrimStart(ByteOrderMark)));
            parser.Consume<StreamStart>();
            while (parser.TryConsume<DocumentStart>(out _))
            {
                using var json = new MemoryStream();
                using (var writer = new Utf8JsonWriter(json))
                {
                    Write(parser, writer, depth: 0);
                }

                parser.Consume<DocumentEnd>();
                using var document = JsonDocument.Parse(json.ToArray(), Nesting);
                if (document.RootElement.ValueKind != JsonValueKind.Null)
                {
                    documents.Add(document.RootElement.Clone());
                }
            }
        }
        catch (YamlException e)
        {
            throw new FormatException($"line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
        catch (Exception e) when (e is not (FormatException or OutOfMemoryException))
        {
            // Of some texts the parser says in its own way that they are none: an escape that names no character, a tag without an end.
            throw new FormatException($"the text is not YAML: {e.Message}", e);
        }

        return documents;
    }

    private static void Write(Parser parser, Utf8JsonWriter writer, int depth)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            WriteScalar(scalar, writer);
        }
        else if (parser.TryConsume<MappingStart>(out var mapping))
        {
            Check(mapping, depth);
            WriteMapping(parser, writer, depth);
        }
        else if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            Check(sequence, depth);
            writer.WriteStartArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                Write(parser, writer, depth + 1);
            }

            writer.WriteEndArray();
        }
        else
        {
            throw Fault(parser.Current!, "anchors and aliases have no place in an object of the API");
        }
    }

    private static void WriteMapping(Parser parser, Utf8JsonWriter writer, int depth)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (!keys.Add(key.Value))
            {
                throw Fault(key, $"the key '{(key.Value.Length <= 64 ? key.Value : key.Value[..64] + "…")}' is there twice");
            }

            writer.WritePropertyName(key.Value);
            Write(parser, writer, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void Check(NodeEvent collection, int depth)
    {
        if (depth >= MaxDepth)
        {
            throw Fault(collection, $"the text is nested more than {MaxDepth} deep");
        }

        if (!collection.Tag.IsEmpty)
        {
            throw Fault(collection, TagsHaveNoPlace);
        }
    }

    private static void WriteScalar(Scalar scalar, Utf8JsonWriter writer)
    {
        if (!scalar.Tag.IsEmpty && !IsTextTag(scalar.Tag))
        {
            throw Fault(scalar, TagsHaveNoPlace);
        }

        if (scalar.Style != ScalarStyle.Plain || !scalar.Tag.IsEmpty)
        {
            writer.WriteStringValue(scalar.Value);
            return;
        }

        switch (scalar.Value)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            case var number when JsonNumber().IsMatch(number):
                writer.WriteRawValue(number);
                break;
            case var number when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && (char.IsAsciiDigit(number[0]) || number[0] is '-' or '+' or '.'):
                writer.WriteNumberValue(value);
                break;
            default:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }

    private const string TagsHaveNoPlace = "tags other than !!str have no place in an object of the API";

    private static bool IsTextTag(TagName tag) => tag.IsNonSpecific || tag.Value == TextTag;

    private static FormatException Fault(ParsingEvent at, string message) => new($"line {at.Start.Line}: {message}");

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z")]
    private static partial Regex JsonNumber();
}
