using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Json;

/// <summary>Reads and writes fields of loosely typed objects by path; a missing or differently typed step reads as absent.</summary>
internal static class JsonFields
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            if (node is not JsonObject obj || !obj.TryGetPropertyValue(step, out node)) return null;
        }

        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static long? Whole(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path).AsWhole();

    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static JsonObject? Obj(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? Arr(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    /// <summary>The objects of a list field; other items are passed over.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>The strings of a list field; other items are passed over.</summary>
    public static IEnumerable<string> Texts(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray list ? list.Select(item => item.Text()).OfType<string>() : [];

    /// <summary>The object at <paramref name="name"/>, made when absent or null.</summary>
    public static JsonObject Ensure(this JsonObject node, string name)
    {
        if (node[name] is JsonObject existing) return existing;
        var made = new JsonObject();
        node[name] = made;
        return made;
    }

    /// <summary>Sets the field unless it has a value already; null counts as none.</summary>
    public static void Default(this JsonObject node, string name, JsonNode value)
    {
        if (!node.TryGetPropertyValue(name, out var existing) || existing is null) node[name] = value;
    }

    /// <summary>Sets the text unless a non-empty one is there.</summary>
    public static void DefaultText(this JsonObject node, string name, string value)
    {
        if (string.IsNullOrEmpty(node.Text(name))) node[name] = value;
    }

    /// <summary>Sets or, with null, removes the field. The value is copied when it has a parent.</summary>
    public static void Put(this JsonObject node, string name, JsonNode? value)
    {
        if (value is null) node.Remove(name);
        else node[name] = value.Parent is null ? value : value.DeepClone();
    }

    public static JsonObject Copy(this JsonObject node) => (JsonObject)node.DeepClone();

    public static bool Same(this JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);

    public static long? AsWhole(this JsonNode? node)
    {
        if (node is not JsonValue value) return null;
        if (value.TryGetValue<long>(out var whole)) return whole;
        if (value.TryGetValue<int>(out var small)) return small;
        return value.TryGetValue<double>(out var real) && real == Math.Floor(real) && Math.Abs(real) < 9e18 ? (long)real : null;
    }

    public static double? AsReal(this JsonNode? node)
    {
        if (node is not JsonValue value) return null;
        if (value.TryGetValue<double>(out var real)) return real;
        if (value.TryGetValue<long>(out var whole)) return whole;
        return value.TryGetValue<int>(out var small) ? small : null;
    }

    public static bool IsText(this JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    /// <summary>A number as Go's JSON has it: with an exponent only below a millionth and from 21 digits on.</summary>
    public static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        if (at < 0) return text;
        var (mantissa, exponent) = (text[..at], int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        if (Math.Abs(value) is < 1e-6 or >= 1e21) return $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
        var sign = value < 0 ? "-" : "";
        var digits = mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        return exponent < 0 ? $"{sign}0.{new string('0', -exponent - 1)}{digits}" : sign + digits.PadRight(exponent + 1, '0');
    }

    /// <summary>A number as Go's %v prints it.</summary>
    public static string Printed(double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 1e21) return value.ToString("F0", CultureInfo.InvariantCulture);
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Replace("E+", "e+", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal);
    }
}
