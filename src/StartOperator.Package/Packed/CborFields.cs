using System.Formats.Cbor;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using StartOperator.Package.Model;

namespace StartOperator.Package.Packed;

/// <summary>Writes the fields of a packed manifest: nothing is left out, and what is absent is null.</summary>
internal static class CborFields
{
    /// <summary>Writes a map of which the number of entries is known.</summary>
    public static void Map(this CborWriter cbor, int entries, Action write)
    {
        cbor.WriteStartMap(entries);
        write();
        cbor.WriteEndMap();
    }

    /// <summary>Writes a map in which the fields of two things stand side by side: StartOS does not count them beforehand.</summary>
    public static void Flattened(this CborWriter cbor, Action write)
    {
        cbor.WriteStartMap(null);
        write();
        cbor.WriteEndMap();
    }

    public static void Map<T>(this CborWriter cbor, IReadOnlyCollection<KeyValuePair<string, T>> entries, Action<T> write) =>
        cbor.Map(entries.Count, () =>
        {
            foreach (var (key, value) in entries) cbor.Field(key, () => write(value));
        });

    public static void List<T>(this CborWriter cbor, IReadOnlyCollection<T> items, Action<T> write)
    {
        cbor.WriteStartArray(items.Count);
        foreach (var item in items) write(item);
        cbor.WriteEndArray();
    }

    public static void Field(this CborWriter cbor, string key, Action write)
    {
        cbor.WriteTextString(key);
        write();
    }

    /// <summary>Writes something, or null when it is absent.</summary>
    public static void Field<T>(this CborWriter cbor, string key, T? value, Action<T> write)
        where T : class
    {
        cbor.WriteTextString(key);
        if (value is null) cbor.WriteNull();
        else write(value);
    }

    public static void Text(this CborWriter cbor, string key, string? value) => cbor.Field(key, value, cbor.WriteTextString);

    public static void Texts(this CborWriter cbor, string key, ValueList<string>? values) =>
        cbor.Field(key, values, texts => cbor.List(texts, cbor.WriteTextString));

    public static void Texts(this CborWriter cbor, string key, IdMap<string> values) =>
        cbor.Field(key, () => cbor.Map(values, cbor.WriteTextString));

    public static void Flag(this CborWriter cbor, string key, bool value) => cbor.Field(key, () => cbor.WriteBoolean(value));

    public static void Whole(this CborWriter cbor, string key, ulong? value) => cbor.Field(key, () =>
    {
        if (value is { } number) cbor.WriteUInt64(number);
        else cbor.WriteNull();
    });

    public static void Number(this CborWriter cbor, string key, double? value) => cbor.Field(key, () =>
    {
        if (value is { } number) cbor.WriteDouble(number);
        else cbor.WriteNull();
    });

    /// <summary>Writes a JSON value.</summary>
    public static void Json(this CborWriter cbor, JsonValue value)
    {
        using var document = JsonDocument.Parse(value.Text, new JsonDocumentOptions { MaxDepth = 1000 });
        cbor.Json(document.RootElement);
    }

    private static void Json(this CborWriter cbor, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                cbor.Map(value.GetPropertyCount(), () =>
                {
                    foreach (var property in value.EnumerateObject()) cbor.Field(property.Name, () => cbor.Json(property.Value));
                });
                break;
            case JsonValueKind.Array:
                cbor.WriteStartArray(value.GetArrayLength());
                foreach (var item in value.EnumerateArray()) cbor.Json(item);
                cbor.WriteEndArray();
                break;
            case JsonValueKind.String:
                cbor.WriteTextString(value.GetString()!);
                break;
            case JsonValueKind.Number:
                cbor.JsonNumber(value.GetRawText());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                cbor.WriteBoolean(value.GetBoolean());
                break;
            default:
                cbor.WriteNull();
                break;
        }
    }

    private static void JsonNumber(this CborWriter cbor, string number)
    {
        if (number.AsSpan().IndexOfAny('.', 'e', 'E') >= 0) cbor.WriteDouble(double.Parse(number, CultureInfo.InvariantCulture));
        else if (ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)) cbor.WriteUInt64(whole);
        else if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var negative)) cbor.WriteInt64(negative);
        else cbor.WriteBigInteger(BigInteger.Parse(number, CultureInfo.InvariantCulture));
    }
}
