using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>
/// One step of a path to a field: f: a field's name, k: the keys of a list item, v: the value of a set item, i: an index.
/// Keys and values are kept as canonical JSON, so equal steps are equal texts.
/// </summary>
internal readonly record struct PathElement(char Kind, string Text) : IComparable<PathElement>
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The step as it is written in fieldsV1.</summary>
    public string Encoded => $"{Kind}:{Text}";

    public bool IsField => Kind == 'f';

    public static PathElement Field(string name) => new('f', name);

    public static PathElement Value(JsonNode value) => new('v', value.ToJsonString(Plain));

    public static PathElement Key(IEnumerable<KeyValuePair<string, JsonNode?>> keys)
    {
        var sorted = new JsonObject();
        foreach (var (name, value) in keys.OrderBy(key => key.Key, StringComparer.Ordinal)) sorted[name] = value?.DeepClone();
        return new PathElement('k', sorted.ToJsonString(Plain));
    }

    /// <summary>A step of a kind that only later versions may know; it is passed over.</summary>
    public static bool IsOfUnknownKind(string encoded) => encoded.Length >= 2 && encoded[1] == ':' && encoded[0] is not ('f' or 'v' or 'k' or 'i');

    /// <summary>Reads a step of fieldsV1; null when it isn't one.</summary>
    public static PathElement? Parse(string encoded)
    {
        if (encoded.Length < 2 || encoded[1] != ':') return null;
        var text = encoded[2..];
        try
        {
            return encoded[0] switch
            {
                'f' => Field(text),
                'v' => JsonText.Parse(text) is { } value ? Value(value) : null,
                'k' => JsonText.Parse(text) is JsonObject keys ? Key(keys) : null,
                'i' => int.TryParse(text, out var index) ? new PathElement('i', index.ToString()) : null,
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public int CompareTo(PathElement other)
    {
        var byKind = Rank(Kind).CompareTo(Rank(other.Kind));
        return byKind != 0 ? byKind : string.CompareOrdinal(Text, other.Text);
    }

    public static bool operator <(PathElement left, PathElement right) => left.CompareTo(right) < 0;

    public static bool operator >(PathElement left, PathElement right) => left.CompareTo(right) > 0;

    public static bool operator <=(PathElement left, PathElement right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PathElement left, PathElement right) => left.CompareTo(right) >= 0;

    /// <summary>The step as errors print it: .name, [key="value"], [="value"], [3].</summary>
    public override string ToString() => Kind switch
    {
        'f' => "." + Text,
        'k' => "[" + string.Join(",", (JsonNode.Parse(Text) as JsonObject ?? []).Select(key => $"{key.Key}={Shown(key.Value)}")) + "]",
        'v' => $"[={Text}]",
        _ => $"[{Text}]",
    };

    private static string Shown(JsonNode? value) => value?.ToJsonString(Plain) ?? "null";

    private static int Rank(char kind) => kind switch
    {
        'f' => 0,
        'k' => 1,
        'v' => 2,
        _ => 3,
    };
}
