using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>Answers without what differs from run to run: identities, revisions, times, addresses and random names.</summary>
/// <param name="token">The run's own part of names.</param>
/// <param name="sameWords">Whether the messages of failures are kept.</param>
internal sealed partial class Normal(string token, bool sameWords)
{
    private const int RandomLength = 5;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A body: JSON in normal form, anything else as text.</summary>
    public string Body(string text)
    {
        try
        {
            return Json(JsonNode.Parse(text));
        }
        catch (JsonException)
        {
            return Text(text);
        }
    }

    /// <summary>JSON in normal form: sorted by key.</summary>
    public string Json(JsonNode? node) => (Value(node, "")?.ToJsonString(Indented) ?? "null") + "\n";

    /// <summary>A text in normal form.</summary>
    public string Text(string text)
    {
        text = text.Replace(token, "TOKEN", StringComparison.Ordinal);
        text = Uids.Replace(text, "<uid>");
        text = Times.Replace(text, "<time>");
        text = Addresses.Replace(text, "<address>");
        text = NodePorts.Replace(text, "<port>");
        text = Revisions.Replace(text, "$1<revision>");
        text = Continuations.Replace(text, "$1<continue>");
        return TokenVolumes.Replace(text, "$1<random>");
    }

    private JsonNode? Value(JsonNode? node, string name) => node switch
    {
        JsonObject obj => Object(obj),
        JsonArray list => new JsonArray([.. list.Where(item => !IsOfDistribution(item)).Select(item => Value(item, ""))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => String(value.GetValue<string>(), name),
        JsonValue value when name is "nodePort" or "healthCheckNodePort" && value.GetValue<int>() >= 30000 => "<port>",
        _ => node?.DeepClone(),
    };

    private JsonObject Object(JsonObject obj)
    {
        var sorted = new JsonObject();
        var failure = !sameWords && (obj["kind"]?.ToString() == "Status" || (obj.ContainsKey("reason") && obj.ContainsKey("field")));
        foreach (var (key, value) in obj.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (!(failure && key == "message") && !(key == "description" && obj.ContainsKey("priority") && obj.ContainsKey("format")))
            {
                sorted[Text(key)] = Value(value, key);
            }
        }

        if (obj["generateName"]?.ToString() is { Length: > 0 } prefix && obj["name"]?.ToString() is { Length: > RandomLength } name &&
            prefix.StartsWith(name[..^RandomLength], StringComparison.Ordinal))
        {
            sorted["name"] = Text(name[..^RandomLength]) + "<random>";
        }

        Sort(sorted, "causes");
        Sort(sorted, "managedFields");
        return sorted;
    }

    /// <summary>A server finds faults in a map's entries in a random order, and orders managed fields by times that may fall together.</summary>
    private static void Sort(JsonObject obj, string name)
    {
        if (obj[name] is JsonArray { Count: > 1 } list)
        {
            obj[name] = new JsonArray([.. list.Select(item => item!.ToJsonString()).Order(StringComparer.Ordinal).Select(item => JsonNode.Parse(item))]);
        }
    }

    /// <summary>Some distributions of Kubernetes mount more into pods than Kubernetes does.</summary>
    private static bool IsOfDistribution(JsonNode? item) =>
        item is JsonObject obj && obj["configMap"] is JsonObject map && map["name"]?.ToString().EndsWith("-service-ca.crt", StringComparison.Ordinal) == true;

    private string String(string text, string name) => name switch
    {
        "uid" when text.Length > 0 => "<uid>",
        "resourceVersion" when text is not ("" or "0") => "<revision>",
        "continue" when text.Length > 0 => "<continue>",
        "message" when text.IndexOf(" is invalid: [", StringComparison.Ordinal) is > 0 and var end => Text(text[..end]) + " is invalid: […]",
        _ => Ages.IsMatch(text) ? "<age>" : Text(text),
    };

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uids { get; }

    [GeneratedRegex(@"\b2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Times { get; }

    [GeneratedRegex(@"\b10\.96\.\d+\.\d+\b")]
    private static partial Regex Addresses { get; }

    /// <summary>As in a table of Services: <c>80:30123/TCP</c>.</summary>
    [GeneratedRegex(@"(?<=\d:)3\d{4}(?=/)")]
    private static partial Regex NodePorts { get; }

    [GeneratedRegex(@"(current: |in record \(|old resource version: |resourceVersion=(?=\d{2})|resourceVersion: ""(?=\d{2}))\d+( \(\d+\))?")]
    private static partial Regex Revisions { get; }

    [GeneratedRegex(@"\b(continue=)[\w-]{20,}")]
    private static partial Regex Continuations { get; }

    [GeneratedRegex(@"\b(kube-api-access-)[a-z0-9]{5}\b")]
    private static partial Regex TokenVolumes { get; }

    [GeneratedRegex(@"^\d{1,2}s$")]
    private static partial Regex Ages { get; }
}
