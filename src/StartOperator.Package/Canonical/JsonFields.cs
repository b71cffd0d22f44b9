using System.Text.Json;
using StartOperator.Package.Model;
using StartOperator.Package.Reading;

namespace StartOperator.Package.Canonical;

/// <summary>Writes the fields of an object, and leaves out what is null or as by default.</summary>
internal static class JsonFields
{
    public static void Text(this Utf8JsonWriter json, string key, string? value)
    {
        if (value is not null) json.WriteString(key, value);
    }

    /// <summary>Writes a text unless it is the usual one.</summary>
    public static void Text(this Utf8JsonWriter json, string key, string value, string usual)
    {
        if (value != usual) json.WriteString(key, value);
    }

    /// <summary>Writes <c>true</c>, or nothing.</summary>
    public static void Flag(this Utf8JsonWriter json, string key, bool value)
    {
        if (value) json.WriteBoolean(key, true);
    }

    public static void Number(this Utf8JsonWriter json, string key, double? value)
    {
        if (value is not { } number) return;

        json.WritePropertyName(key);
        JsonText.WriteNumber(json, number);
    }

    /// <summary>Writes a list of texts; an empty one is left out, unless it is asked for.</summary>
    public static void Texts(this Utf8JsonWriter json, string key, ValueList<string>? values, bool evenEmpty = false)
    {
        if (values is not null && (evenEmpty || values.Count > 0)) json.List(key, values, json.WriteStringValue);
    }

    public static void List<T>(this Utf8JsonWriter json, string key, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(key);
        foreach (var value in values) write(value);
        json.WriteEndArray();
    }

    public static void Map<T>(this Utf8JsonWriter json, string key, IEnumerable<KeyValuePair<string, T>> entries, Action<T> write)
    {
        json.WriteStartObject(key);
        foreach (var (name, value) in entries)
        {
            json.WritePropertyName(name);
            write(value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a map of texts; an empty one is left out.</summary>
    public static void Texts(this Utf8JsonWriter json, string key, IdMap<string> values)
    {
        if (values.Count > 0) json.Map(key, values, json.WriteStringValue);
    }

    /// <summary>Writes an object under a key.</summary>
    public static void Object(this Utf8JsonWriter json, string key, Action write)
    {
        json.WriteStartObject(key);
        write();
        json.WriteEndObject();
    }

    /// <summary>Writes an object as an item or as a value whose key is written already.</summary>
    public static void Object(this Utf8JsonWriter json, Action write)
    {
        json.WriteStartObject();
        write();
        json.WriteEndObject();
    }
}
