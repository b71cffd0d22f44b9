using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>Answers without what differs from run to run: identities, revisions, times, addresses and random names.</summary>
internal static partial class Normal
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A body: JSON in normal form, anything else as text.</summary>
    public static string Body(string text, string token)
    {
        try
        {
            return Json(JsonNode.Parse(text), token);
        }
        catch (JsonException)
        {
            return Text(text, token);
        }
    }

    /// <summary>JSON in normal form: sorted by key.</summary>
    public static string Json(JsonNode? node, string token) => (Value(node, "", token)?.ToJsonString(Indented) ?? "null") + "\n";

    /// <summary>A text in normal form.</summary>
    public static string Text(string text, string token)
    {
        text = text.Replace(token, "TOKEN", StringComparison.Ordinal);
        text = Uids.Replace(text, "<uid>");
        text = Times.Replace(text, "<time>");
        text = Addresses.Replace(text, "<address>");
        text = Revisions.Replace(text, "$1<revision>");
        return TokenVolumes.Replace(text, "$1<random>");
    }

    private static JsonNode? Value(JsonNode? node, string name, string token) => node switch
    {
        JsonObject obj => Object(obj, token),
        JsonArray list => new JsonArray([.. list.Select(item => Value(item, "", token))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => String(value.GetValue<string>(), name, token),
        JsonValue value when name is "nodePort" or "healthCheckNodePort" && value.GetValue<int>() >= 30000 => "<port>",
        _ => node?.DeepClone(),
    };

    private static JsonObject Object(JsonObject obj, string token)
    {
        var sorted = new JsonObject();
        foreach (var (key, value) in obj.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            sorted[Text(key, token)] = Value(value, key, token);
        }

        if (obj["generateName"]?.ToString() is { Length: > 0 } prefix && obj["name"]?.ToString().StartsWith(prefix, StringComparison.Ordinal) == true)
        {
            sorted["name"] = Text(prefix, token) + "<random>";
        }

        return sorted;
    }

    private static string String(string text, string name, string token) => name switch
    {
        "uid" when text.Length > 0 => "<uid>",
        "resourceVersion" when text is not ("" or "0") => "<revision>",
        "continue" when text.Length > 0 => "<continue>",
        _ => Ages.IsMatch(text) ? "<age>" : Text(text, token),
    };

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uids { get; }

    [GeneratedRegex(@"\b2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Times { get; }

    [GeneratedRegex(@"\b10\.96\.\d+\.\d+\b")]
    private static partial Regex Addresses { get; }

    [GeneratedRegex(@"(current: |in record \(|old resource version: )\d+( \(\d+\))?")]
    private static partial Regex Revisions { get; }

    [GeneratedRegex(@"\b(kube-api-access-)[a-z0-9]{5}\b")]
    private static partial Regex TokenVolumes { get; }

    [GeneratedRegex(@"^\d{1,2}s$")]
    private static partial Regex Ages { get; }
}
