using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.Decoding;

/// <summary>
/// Reads the protobuf form in which typed clients, and some kubectl commands, send built-in objects. Field numbers come from the
/// schema; unknown numbers are passed over, as protobuf demands. Answers are never written in protobuf.
/// </summary>
internal static class ProtobufDecoder
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const int MaxDepth = 64;
    private static readonly byte[] Magic = "k8s\0"u8.ToArray();

    /// <exception cref="JsonException">The body is not a Kubernetes protobuf message.</exception>
    public static JsonObject Decode(Schema schema, ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic)) throw new JsonException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        if (body.Length == Magic.Length) throw new JsonException("empty body");
        var (apiVersion, kind) = ("", "");
        var raw = ReadOnlySpan<byte>.Empty;
        var envelope = new WireReader(body[Magic.Length..]);
        while (envelope.Next())
        {
            if (envelope.Field == 1)
            {
                var type = new WireReader(envelope.Bytes);
                while (type.Next())
                {
                    if (type.Field == 1) apiVersion = Text(type.Bytes);
                    else if (type.Field == 2) kind = Text(type.Bytes);
                }
            }
            else if (envelope.Field == 2) raw = envelope.Bytes;
        }

        var result = Message(schema, raw, "", [], 0);
        result["apiVersion"] = apiVersion;
        result["kind"] = kind;
        return result;
    }

    private static JsonObject Message(Schema schema, ReadOnlySpan<byte> bytes, string prefix, JsonObject result, int depth)
    {
        if (depth > MaxDepth) throw new JsonException("exceeded max depth");
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            var number = $"{prefix}{reader.Field}";
            var inlined = number + ".";
            var (name, field) = schema.Fields.FirstOrDefault(candidate => candidate.Value.Number == number);
            if (field is not null) Add(result, name, field.Schema, ref reader, depth + 1);
            else if (schema.Fields.Values.Any(candidate => candidate.Number.StartsWith(inlined, StringComparison.Ordinal)))
                Message(schema, reader.Bytes, inlined, result, depth + 1);
        }

        return result;
    }

    private static void Add(JsonObject result, string name, Schema schema, ref WireReader reader, int depth)
    {
        switch (schema.Kind)
        {
            case SchemaKind.List:
                if (result[name] is not JsonArray list) result[name] = list = [];
                list.Add(Value(schema.Element!, ref reader, depth));
                break;
            case SchemaKind.Map:
                var entry = new WireReader(reader.Bytes);
                var (key, value) = ("", (JsonNode?)null);
                while (entry.Next())
                {
                    if (entry.Field == 1) key = Text(entry.Bytes);
                    else if (entry.Field == 2) value = Value(schema.Element!, ref entry, depth);
                }

                result.Ensure(name)[key] = value;
                break;
            default: result[name] = Value(schema, ref reader, depth); break;
        }
    }

    private static JsonNode? Value(Schema schema, ref WireReader reader, int depth) => schema.Kind switch
    {
        SchemaKind.Text => Text(reader.Bytes),
        SchemaKind.Bytes => Convert.ToBase64String(reader.Bytes),
        SchemaKind.Int32 or SchemaKind.Int64 => (long)reader.Varint,
        SchemaKind.Flag => reader.Varint != 0,
        SchemaKind.Number => BinaryPrimitives.ReadDoubleLittleEndian(reader.Bytes),
        SchemaKind.Object => Message(schema, reader.Bytes, "", [], depth),
        SchemaKind.Time => Time(reader.Bytes, false),
        SchemaKind.MicroTime => Time(reader.Bytes, true),
        SchemaKind.Quantity => Text(First(reader.Bytes)),
        SchemaKind.IntOrString => IntOrString(reader.Bytes),
        SchemaKind.List => Items(schema, reader.Bytes, depth),
        _ => First(reader.Bytes) is { Length: > 0 } json ? JsonText.Parse(json) : null,
    };

    private static JsonArray Items(Schema schema, ReadOnlySpan<byte> bytes, int depth)
    {
        var list = new JsonArray();
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) list.Add(Value(schema.Element!, ref reader, depth));
        }

        return list;
    }

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) return reader.Bytes;
        }

        return [];
    }

    private static JsonValue? Time(ReadOnlySpan<byte> bytes, bool micro)
    {
        var (seconds, nanos) = (0L, 0L);
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) seconds = (long)reader.Varint;
            else if (reader.Field == 2) nanos = (long)reader.Varint;
        }

        if (bytes.IsEmpty || seconds is < -62135596800 or > 253402300799 || nanos is < 0 or > 999999999) return null;
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / 100);
        if (time == DateTimeOffset.MinValue) return null;
        return JsonValue.Create(micro ? Times.MicroText(time) : Times.Text(time));
    }

    private static JsonValue IntOrString(ReadOnlySpan<byte> bytes)
    {
        var (isText, number, text) = (false, 0L, "");
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) isText = reader.Varint == 1;
            else if (reader.Field == 2) number = (long)reader.Varint;
            else if (reader.Field == 3) text = Text(reader.Bytes);
        }

        return isText ? JsonValue.Create(text) : JsonValue.Create(number);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Steps through the fields of one message.</summary>
    private ref struct WireReader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public int Field { get; private set; }

        public ulong Varint { get; private set; }

        public ReadOnlySpan<byte> Bytes { get; private set; }

        public bool Next()
        {
            if (_rest.IsEmpty) return false;
            var tag = ReadVarint();
            Field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0: Varint = ReadVarint(); break;
                case 1: Bytes = Take(8); break;
                case 2: Bytes = Take(ReadVarint()); break;
                case 5: Bytes = Take(4); break;
                default: throw new JsonException("proto: illegal wireType");
            }

            return true;
        }

        private ulong ReadVarint()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                if (_rest.IsEmpty) throw new JsonException("unexpected EOF");
                var b = _rest[0];
                _rest = _rest[1..];
                value |= (ulong)(b & 0x7f) << shift;
                if (b < 0x80) return value;
            }

            throw new JsonException("proto: integer overflow");
        }

        private ReadOnlySpan<byte> Take(ulong count)
        {
            if (count > (ulong)_rest.Length) throw new JsonException("unexpected EOF");
            var taken = _rest[..(int)count];
            _rest = _rest[(int)count..];
            return taken;
        }
    }
}
