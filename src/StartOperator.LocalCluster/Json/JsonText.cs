using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Json;

/// <summary>
/// Reads and writes JSON the way an API server does: the last of two equal keys wins but is reported,
/// whole numbers are 64-bit integers, everything else a double, and depth is bounded.
/// </summary>
internal static class JsonText
{
    /// <summary>Deeper documents are refused: no Kubernetes object comes near it.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth * 2,
        SkipValidation = true,
    };

    /// <summary>Parses one document. Paths of repeated keys are added to <paramref name="duplicates"/>.</summary>
    /// <exception cref="JsonException">The text is not one JSON document.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, ICollection<string>? duplicates = null)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, ReaderOptions);
            if (!reader.Read()) throw new JsonException("unexpected end of JSON input");
            var node = ReadValue(ref reader, "", duplicates);
            if (reader.Read()) throw new JsonException("invalid data after the top-level value");
            return node;
        }
        catch (JsonException fault)
        {
            throw new JsonException(GoSyntax.Fault(utf8) ?? fault.Message, fault);
        }
    }

    /// <summary>Parses one document given as a string.</summary>
    public static JsonNode? Parse(string text, ICollection<string>? duplicates = null) => Parse(Encoding.UTF8.GetBytes(text), duplicates);

    /// <summary>The document as compact UTF-8.</summary>
    public static byte[] Write(JsonNode? node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, node);
        }

        return buffer.ToArray();
    }

    /// <summary>Writes a value; numbers as Go does.</summary>
    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null: writer.WriteNullValue(); break;
            case JsonObject obj:
                writer.WriteStartObject();
                foreach (var (name, value) in obj)
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValue value when value.TryGetValue<double>(out var real): writer.WriteRawValue(JsonFields.Number(real)); break;
            default: node.WriteTo(writer); break;
        }
    }

    /// <summary>The document as compact text.</summary>
    public static string Text(JsonNode? node) => Encoding.UTF8.GetString(Write(node));

    /// <summary>A copy with the fields of every object in order of their names, as Go writes maps.</summary>
    public static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject obj => new JsonObject(obj.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, string path, ICollection<string>? duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: return ReadObject(ref reader, path, duplicates);
            case JsonTokenType.StartArray: return ReadArray(ref reader, path, duplicates);
            case JsonTokenType.String: return JsonValue.Create(Text(ref reader));
            case JsonTokenType.True: return JsonValue.Create(true);
            case JsonTokenType.False: return JsonValue.Create(false);
            case JsonTokenType.Null: return null;
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? JsonValue.Create(whole) : Number(reader.GetDouble());
            default: throw new JsonException($"unexpected token {reader.TokenType}");
        }
    }

    /// <summary>The text of a string or name. What is no Unicode is replaced, as Go does.</summary>
    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Unescaped(Encoding.UTF8.GetString(reader.ValueSpan))));
        }
    }

    private static string Unescaped(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var escaped = raw[++i];
            if (escaped == 'u')
            {
                text.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else text.Append("bfnrt".IndexOf(escaped, StringComparison.Ordinal) is var place and >= 0 ? "\b\f\n\r\t"[place] : escaped);
        }

        return text.ToString();
    }

    private static JsonValue Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(value) : throw new JsonException("number out of range");

    private static JsonObject ReadObject(ref Utf8JsonReader reader, string path, ICollection<string>? duplicates)
    {
        var result = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Text(ref reader);
            var at = path.Length == 0 ? name : path + "." + name;
            reader.Read();
            var value = ReadValue(ref reader, duplicates is null ? "" : at, duplicates);
            if (duplicates is not null && result.ContainsKey(name)) duplicates.Add(at);
            result[name] = value;
        }

        return result;
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader, string path, ICollection<string>? duplicates)
    {
        var result = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            result.Add(ReadValue(ref reader, duplicates is null ? "" : $"{path}[{result.Count}]", duplicates));
        return result;
    }
}
