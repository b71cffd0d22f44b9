using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StartOperator.Runtime.Applying;

/// <summary>Makes JSON merge patches (RFC 7386).</summary>
public static class MergeDiff
{
    /// <summary>
    /// The patch that turns one object into another: fields that go away become null, lists are replaced as a whole, moments in time are
    /// compared as such. Null when there is nothing to do.
    /// </summary>
    public static JsonObject? Of(JsonObject? from, JsonObject? to)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in from ?? [])
        {
            if (value is not null && to?[name] is null)
            {
                patch[name] = null;
            }
        }

        foreach (var (name, value) in to ?? [])
        {
            var present = from?[name];
            if (value is JsonObject target && (present is JsonObject || present is null))
            {
                if (Of(present as JsonObject, target) is { } inner)
                {
                    patch[name] = inner;
                }
                else if (present is null)
                {
                    patch[name] = new JsonObject();
                }
            }
            else if (value is not null && !AreEqual(present, value))
            {
                patch[name] = value.DeepClone();
            }
        }

        return patch.Count == 0 ? null : patch;
    }

    private static bool AreEqual(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(p => AreEqual(p.First, p.Second)),
        (JsonObject a, JsonObject b) => a.Count == b.Count && a.All(p => b.TryGetPropertyValue(p.Key, out var other) && AreEqual(p.Value, other)),
        (JsonValue a, JsonValue b) => JsonNode.DeepEquals(a, b) || (Moment(a) is { } moment && moment == Moment(b)),
        _ => JsonNode.DeepEquals(left, right),
    };

    private static DateTimeOffset? Moment(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String
        && value.GetValue<string>() is { Length: >= 20 } text
        && text[4] == '-' && text[10] == 'T'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;
}
