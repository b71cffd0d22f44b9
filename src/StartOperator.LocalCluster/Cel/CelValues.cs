using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Quantities;

namespace StartOperator.LocalCluster.Cel;

/// <summary>Values as rules see them: JSON typed by its schema, compared as CEL compares.</summary>
internal static class CelValues
{
    /// <summary>A JSON value as its schema types it; <paramref name="isRoot"/> for a whole object with apiVersion, kind and metadata.</summary>
    public static object? Of(JsonNode? node, JsonNode? schema, bool isRoot = false)
    {
        switch (node)
        {
            case null: return null;
            case JsonArray list: return List(list, schema);
            case JsonObject obj:
                isRoot |= schema.Flag("x-kubernetes-embedded-resource") == true;
                if (schema.Obj("properties") is not null || isRoot || schema.At("additionalProperties") is null) return new CelFields(obj, schema, isRoot);
                return new CelJsonMap(obj, schema.At("additionalProperties"));
        }

        return node.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => node.GetValue<bool>(),
            JsonValueKind.String => Text(node.GetValue<string>(), schema.Text("type") == "string" ? schema.Text("format") : null),
            _ when schema.Text("type") == "number" => node.AsReal(),
            _ => node.AsWhole() is { } whole ? (object)whole : node.AsReal(),
        };
    }

    /// <summary>Whether two values are equal, as == has it: numbers by value, everything else by type and value.</summary>
    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (Quantity a, Quantity b) => a.SameAmount(b),
        (CelType a, CelType b) => a.Kind == b.Kind && a.Name == b.Name,
        _ when IsNumber(left) && IsNumber(right) => Compare(left, right) == 0,
        _ => left.Equals(right),
    };

    public static bool IsNumber(object? value) => value is long or ulong or double;

    /// <summary>The order of two values; null when they have none.</summary>
    public static int? Compare(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (ulong a, ulong b) => a.CompareTo(b),
        (double a, double b) => Order(a, b),
        (long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b),
        (ulong a, long b) => b < 0 ? 1 : a.CompareTo((ulong)b),
        (long a, double b) => Order(a, b),
        (double a, long b) => Order(a, b),
        (ulong a, double b) => Order(a, b),
        (double a, ulong b) => Order(a, b),
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (TimeSpan a, TimeSpan b) => a.CompareTo(b),
        _ => null,
    };

    /// <summary>The type of a value.</summary>
    public static CelType TypeOf(object? value) => value switch
    {
        null => CelType.Null,
        bool => CelType.Bool,
        long => CelType.Int,
        ulong => CelType.UInt,
        double => CelType.Double,
        string => CelType.Text,
        byte[] => CelType.Bytes,
        DateTimeOffset => CelType.Timestamp,
        TimeSpan => CelType.Duration,
        CelList => AnyList,
        CelMap or CelFields => AnyMap,
        CelType => CelType.Type,
        CelOptional => AnyOptional,
        _ => CelLibrary.OpaqueOf(value),
    };

    private static readonly CelType AnyList = CelType.List(CelType.Dyn);
    private static readonly CelType AnyMap = CelType.Map(CelType.Dyn, CelType.Dyn);
    private static readonly CelType AnyOptional = CelType.Optional(CelType.Dyn);

    private static int? Order(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b);

    private static CelList List(JsonArray list, JsonNode? schema) => new([.. list.Select(item => Of(item, schema.At("items")))])
    {
        IsSet = schema.Text("x-kubernetes-list-type") == "set",
        Keys = schema.Text("x-kubernetes-list-type") == "map"
            ? [.. schema.Texts("x-kubernetes-list-map-keys").Select(key => CelNames.Escaped(key) ?? key)]
            : [],
    };

    private static object Text(string text, string? format) => format switch
    {
        "date-time" when CelTime.TryParse(text) is { } time => time,
        "date" when DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day) =>
            new DateTimeOffset(day, TimeSpan.Zero),
        "duration" when CelTime.TryParseDuration(text) is { } duration => duration,
        "byte" when Convert.TryFromBase64String(text, new byte[text.Length], out _) => Convert.FromBase64String(text),
        _ => text,
    };
}
