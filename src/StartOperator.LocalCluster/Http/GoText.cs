using System.Text.Json;
using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Http;

/// <summary>Values as Go prints them in errors.</summary>
internal static class GoText
{
    /// <summary>The JSON kind as Go's decoder names it.</summary>
    public static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        null => "null",
        var kind => kind.Value.ToString().ToLowerInvariant(),
    };

    /// <summary>What is wrong with text that is not base64.</summary>
    /// <param name="text">The text.</param>
    /// <param name="more">The two characters besides letters and digits.</param>
    public static string Base64Fault(string text, string more = "+/")
    {
        var fault = 0;
        while (fault < text.Length && (char.IsAsciiLetterOrDigit(text[fault]) || more.Contains(text[fault], StringComparison.Ordinal))) fault++;
        if (fault == text.Length) fault = text.Length / 4 * 4;
        return $"illegal base64 data at input byte {fault}";
    }

    /// <summary>%v of decoded JSON: map[a:1 b:[x y]].</summary>
    public static string Map(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonObject map => $"map[{string.Join(" ", map.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}:{Map(entry.Value)}"))}]",
        JsonArray list => $"[{string.Join(" ", list.Select(Map))}]",
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
        _ => value.ToJsonString(),
    };
}
