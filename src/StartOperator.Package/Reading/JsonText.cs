using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StartOperator.Package.Model;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading;

/// <summary>Turns a piece of a document into compact JSON; equal pieces become equal texts.</summary>
internal static class JsonText
{
    /// <summary>How JSON is written everywhere in this project: other scripts than Latin stay readable.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Reads any value as JSON of at most so many characters.</summary>
    public static JsonValue? Read(Cursor value, int maxLength)
    {
        var errors = value.Log.Errors;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options)) Write(value, json);
        if (value.Log.Errors != errors) return null;

        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return text.Length <= maxLength
            ? new JsonValue(text)
            : value.Fail<JsonValue?>($"has {text.Length} characters as JSON; at most {maxLength} are allowed", "shorten it");
    }

    /// <summary>Writes a number in the shortest form that reads back as the same number.</summary>
    public static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (number == 0) json.WriteNumberValue(0);
        else json.WriteNumberValue(number);
    }

    private static void Write(Cursor value, Utf8JsonWriter json)
    {
        switch (value.Node)
        {
            case MappingNode:
                json.WriteStartObject();
                foreach (var (key, entry) in value.Entries(int.MaxValue)!)
                {
                    json.WritePropertyName(key.Text);
                    Write(entry, json);
                }

                json.WriteEndObject();
                break;
            case SequenceNode:
                json.WriteStartArray();
                foreach (var item in value.Items(int.MaxValue)!) Write(item, json);
                json.WriteEndArray();
                break;
            case ScalarNode scalar:
                Write(value, scalar, json);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void Write(Cursor value, ScalarNode scalar, Utf8JsonWriter json)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Text:
                json.WriteStringValue(scalar.Text);
                break;
            case ScalarKind.Boolean or ScalarKind.Integer:
                json.WriteRawValue(scalar.Text);
                break;
            case ScalarKind.Float:
                WriteNumber(json, double.Parse(scalar.Text, CultureInfo.InvariantCulture));
                break;
            case ScalarKind.Null:
                json.WriteNullValue();
                break;
            default:
                value.Error($"{Wording.Kind(scalar)} can't be written as JSON", "quote it");
                json.WriteNullValue();
                break;
        }
    }
}
