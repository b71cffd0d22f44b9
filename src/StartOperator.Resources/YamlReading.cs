using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StartOperator.Resources;

/// <summary>Reads objects of the API from YAML, of which JSON is a part, without types: events in, JSON out.</summary>
internal static partial class YamlReading
{
    private const int MaxCharacters = 16 * 1024 * 1024;
    private const int MaxDepth = 64;

    /// <summary>The documents of a text.</summary>
    /// <exception cref="FormatException">The text is not YAML, is too large or too deep, or uses anchors.</exception>
    public static IReadOnlyList<JsonElement> Documents(string text)
    {
        if (text.Length > MaxCharacters)
        {
            throw new FormatException($"the text has more than {MaxCharacters} characters");
        }

        var documents = new List<JsonElement>();
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            while (parser.TryConsume<DocumentStart>(out _))
            {
                using var json = new MemoryStream();
                using (var writer = new Utf8JsonWriter(json))
                {
                    Write(parser, writer, depth: 0);
                }

                parser.Consume<DocumentEnd>();
                using var document = JsonDocument.Parse(json.ToArray());
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

        return documents;
    }

    private static void Write(Parser parser, Utf8JsonWriter writer, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"line {parser.Current!.Start.Line}: the text is nested more than {MaxDepth} deep");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            WriteScalar(scalar, writer);
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            writer.WriteStartObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                writer.WritePropertyName(parser.Consume<Scalar>().Value);
                Write(parser, writer, depth + 1);
            }

            writer.WriteEndObject();
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            writer.WriteStartArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                Write(parser, writer, depth + 1);
            }

            writer.WriteEndArray();
        }
        else
        {
            throw new FormatException($"line {parser.Current!.Start.Line}: anchors and aliases have no place in an object of the API");
        }
    }

    private static void WriteScalar(Scalar scalar, Utf8JsonWriter writer)
    {
        if (scalar.Style != ScalarStyle.Plain)
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

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z")]
    private static partial Regex JsonNumber();
}
