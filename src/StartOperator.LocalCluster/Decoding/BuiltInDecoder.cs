using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Quantities;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.Decoding;

/// <summary>
/// Turns what a client sent into the form a built-in object is stored in: unknown fields dropped (and reported), types checked,
/// quantities and times canonical, zero values dropped or kept as the kind's Go type would.
/// </summary>
internal sealed class BuiltInDecoder(ISet<string> duplicates, ICollection<string> complaints)
{
    private static readonly Schema JsonSchema = ModelSchemas.Of(typeof(V1JSONSchemaProps));

    /// <exception cref="DecodeException">A value has the wrong type.</exception>
    public static JsonObject Decode(Schema schema, JsonObject body, ISet<string>? duplicates = null, ICollection<string>? complaints = null) =>
        new BuiltInDecoder(duplicates ?? new HashSet<string>(), complaints ?? []).Object(schema, body, new Place("", "", ""));

    private JsonObject Object(Schema schema, JsonObject body, Place at)
    {
        var result = new JsonObject();
        foreach (var (name, value) in body)
        {
            var path = at.Path.Length == 0 ? name : $"{at.Path}.{name}";
            if (!schema.Fields.TryGetValue(name, out var field))
            {
                complaints.Add($"unknown field \"{path}\"");
                continue;
            }

            if (duplicates.Contains(path)) complaints.Add($"duplicate field \"{path}\"");
            var place = new Place(path, schema.TypeName, at.GoPath.Length == 0 ? name : $"{at.GoPath}.{name}");
            var decoded = value is null ? null : Value(field.Schema, value, place);
            if (!Dropped(field, decoded)) result[name] = decoded;
        }

        Complete(schema, result);
        return result;
    }

    /// <summary>Adds the fields that are written even when nobody set them.</summary>
    private static void Complete(Schema schema, JsonObject result)
    {
        foreach (var (name, field) in schema.Fields)
        {
            if (field.Zero == ZeroRule.AlwaysNull && !result.ContainsKey(name)) result[name] = null;
            else if (field.Zero == ZeroRule.Always && (!result.TryGetPropertyValue(name, out var value) || value is null)) result[name] = Zero(field.Schema);
        }
    }

    /// <summary>Built-in objects are stored in a form that can't tell an empty list from none: where the field is always written, it reads as null.</summary>
    public static void ForgetEmptyLists(Schema schema, JsonNode? value)
    {
        if (value is JsonArray list && schema.Element is { } element)
        {
            foreach (var item in list) ForgetEmptyLists(element, item);
        }

        if (value is not JsonObject obj) return;
        foreach (var (name, child) in obj.ToList())
        {
            if (schema.Child(name) is not { } below) continue;
            if (child is JsonArray { Count: 0 } && schema.Fields.GetValueOrDefault(name)?.Zero is ZeroRule.Always or ZeroRule.AlwaysNull) obj[name] = null;
            else ForgetEmptyLists(below, child);
        }
    }

    private static JsonNode? Zero(Schema schema)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Object:
                var empty = new JsonObject();
                Complete(schema, empty);
                return empty;
            case SchemaKind.Int32 or SchemaKind.Int64 or SchemaKind.Number or SchemaKind.IntOrString: return JsonValue.Create(0L);
            case SchemaKind.Flag: return JsonValue.Create(false);
            case SchemaKind.Text: return JsonValue.Create("");
            case SchemaKind.Quantity: return JsonValue.Create("0");
            default: return null;
        }
    }

    private static bool Dropped(SchemaField field, JsonNode? value)
    {
        if (value is null) return true;
        if (field.Zero != ZeroRule.Drop) return false;
        return value switch
        {
            JsonObject obj => obj.Count == 0,
            JsonArray list => list.Count == 0,
            JsonValue scalar when scalar.TryGetValue<string>(out var text) => text.Length == 0 && field.Schema.Kind != SchemaKind.Any,
            JsonValue scalar when scalar.TryGetValue<bool>(out var flag) => !flag,
            _ => value.AsReal() == 0,
        };
    }

    private JsonNode? Value(Schema schema, JsonNode value, Place at) => schema.Kind switch
    {
        SchemaKind.Object => value is JsonObject obj ? Object(schema, obj, at) : throw Mismatch(schema, value, at),
        SchemaKind.Map => value is JsonObject map ? Map(schema, map, at) : throw Mismatch(schema, value, at),
        SchemaKind.List => value is JsonArray list ? List(schema, list, at) : throw Mismatch(schema, value, at),
        SchemaKind.Text => value.IsText() ? value.DeepClone() : throw Mismatch(schema, value, at),
        SchemaKind.Flag => value.Flag() is { } flag ? JsonValue.Create(flag) : throw Mismatch(schema, value, at),
        SchemaKind.Int32 => Whole(schema, value, at, int.MinValue, int.MaxValue),
        SchemaKind.Int64 => Whole(schema, value, at, long.MinValue, long.MaxValue),
        SchemaKind.Number => value.AsReal() is not null ? value.DeepClone() : throw Mismatch(schema, value, at),
        SchemaKind.IntOrString => value.IsText() ? value.DeepClone() : Whole(schema, value, at, int.MinValue, int.MaxValue),
        SchemaKind.Bytes => Bytes(schema, value, at),
        SchemaKind.Time or SchemaKind.MicroTime => Time(schema, value, at),
        SchemaKind.Quantity => Amount(value),
        SchemaKind.SchemaOrOther => SchemaOrOther(value),
        _ => value.DeepClone(),
    };

    private JsonObject Map(Schema schema, JsonObject map, Place at)
    {
        var result = new JsonObject();
        foreach (var (key, value) in map)
        {
            var path = $"{at.Path}.{key}";
            if (duplicates.Contains(path)) complaints.Add($"duplicate field \"{path}\"");
            result[key] = value is null ? Zero(schema.Element!) : Value(schema.Element!, value, at with { Path = path });
        }

        return result;
    }

    private JsonArray List(Schema schema, JsonArray list, Place at)
    {
        var result = new JsonArray();
        foreach (var item in list)
        {
            result.Add(item is null ? Zero(schema.Element!) : Value(schema.Element!, item, at with { Path = $"{at.Path}[{result.Count}]" }));
        }

        return result;
    }

    private static JsonValue Whole(Schema schema, JsonNode value, Place at, long least, long most)
    {
        var whole = value.AsValue().TryGetValue<double>(out _) ? null : value.AsWhole();
        if (whole is { } fits && fits >= least && fits <= most) return JsonValue.Create(fits);
        throw value.GetValueKind() == JsonValueKind.Number ? Mismatch(schema, value, at, " " + value.ToJsonString()) : Mismatch(schema, value, at);
    }

    private static JsonValue Bytes(Schema schema, JsonNode value, Place at)
    {
        if (value.Text() is not { } text) throw Mismatch(schema, value, at);
        text = text.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        var bytes = new byte[(text.Length * 3 / 4) + 3];
        if (Convert.TryFromBase64String(text, bytes, out var count)) return JsonValue.Create(Convert.ToBase64String(bytes, 0, count));
        throw new DecodeException(GoText.Base64Fault(text));
    }

    private static JsonValue? Time(Schema schema, JsonNode value, Place at)
    {
        if (value.Text() is not { } text) throw Mismatch(new Schema { Kind = SchemaKind.Text }, value, at);
        var micro = schema.Kind == SchemaKind.MicroTime;
        if (Times.Parse(text) is { } time && (!micro || text.Contains('.', StringComparison.Ordinal)))
            return time == DateTimeOffset.MinValue ? null : JsonValue.Create(micro ? Times.MicroText(time) : Times.Text(time));
        var layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
        var (rest, expected) = micro && Times.Parse(text) is not null ? (text[19..], ".000000") : (text, "2006");
        throw new DecodeException($"parsing time \"{text}\" as \"{layout}\": cannot parse \"{rest}\" as \"{expected}\"");
    }

    private static JsonValue Amount(JsonNode value)
    {
        var text = value.Text() ?? (value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString() : "");
        return Quantity.TryParse(text, out var quantity) ? JsonValue.Create(quantity.ToString()) : throw new DecodeException(Quantity.Rule);
    }

    private static JsonNode? SchemaOrOther(JsonNode value) => value switch
    {
        JsonObject schema => Decode(JsonSchema, schema),
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : SchemaOrOther(item))]),
        _ => value.DeepClone(),
    };

    private static DecodeException Mismatch(Schema schema, JsonNode value, Place at, string shown = "")
    {
        var kind = value.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => "bool",
            var other => other.ToString().ToLowerInvariant(),
        };
        return new DecodeException($"json: cannot unmarshal {kind}{shown} into Go struct field {at.Owner}.{at.GoPath} of type {GoType(schema)}") { OfPatch = Restoring(schema, value) };
    }

    /// <summary>How API servers say that a patched value does not fit; null where they say it as for any object.</summary>
    private static string? Restoring(Schema schema, JsonNode value)
    {
        var kind = value switch
        {
            JsonObject => "map",
            JsonArray => "slice",
            _ when value.IsText() => "string",
            _ when value.Flag() is not null => "bool",
            _ => value.AsValue().TryGetValue<double>(out _) ? "float64" : "int64",
        };
        var isNumber = kind is "int64" or "float64";
        return schema.Kind switch
        {
            SchemaKind.Object => $"cannot restore struct from: {kind}",
            SchemaKind.Map => $"cannot restore map from {kind}",
            SchemaKind.List => $"cannot restore slice from {kind}",
            SchemaKind.Text when kind == "int64" => "cannot convert int64 to string",
            SchemaKind.Int32 or SchemaKind.Int64 or SchemaKind.Number when isNumber => $"cannot convert {kind} to {GoType(schema)}",
            SchemaKind.Text or SchemaKind.Int32 or SchemaKind.Int64 or SchemaKind.Number or SchemaKind.Flag => $"unrecognized type: {GoType(schema)}",
            _ => null,
        };
    }

    private static string GoType(Schema schema) => schema.Kind switch
    {
        SchemaKind.Object => "v1." + schema.TypeName,
        SchemaKind.Map => "map[string]" + GoType(schema.Element!),
        SchemaKind.List => "[]" + GoType(schema.Element!),
        SchemaKind.Int32 or SchemaKind.IntOrString => "int32",
        SchemaKind.Int64 => "int64",
        SchemaKind.Number => "float64",
        SchemaKind.Flag => "bool",
        SchemaKind.Bytes => "[]uint8",
        _ => "string",
    };

    /// <summary>Where a value stands: its path with indexes, the Go type that has the field, and the path without indexes.</summary>
    private readonly record struct Place(string Path, string Owner, string GoPath);
}
