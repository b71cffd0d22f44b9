using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>Looks into JSON by paths such as <c>spec.ports[0].port</c> or <c>metadata.annotations[example.com/a]</c>.</summary>
internal static partial class JsonAt
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonNode? Find(JsonNode? node, string path)
    {
        foreach (Match step in Steps.Matches(path))
        {
            var name = step.Groups["name"].Success ? step.Groups["name"].Value : step.Groups["quoted"].Value;
            node = node switch
            {
                JsonObject obj => obj[name],
                JsonArray list when int.TryParse(name, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    public static string Told(JsonNode? node, string path) => Find(node, path) switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        var other => other.ToJsonString(Compact),
    };

    [GeneratedRegex(@"\.?(?<name>[^.\[\]]+)|\[(?<quoted>[^\]]+)\]")]
    private static partial Regex Steps { get; }
}
