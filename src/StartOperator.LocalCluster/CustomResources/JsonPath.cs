using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>
/// The JSON paths printer columns are written in: <c>.spec.version</c>, <c>.items[0]</c>, <c>.items[*].name</c>,
/// <c>.status.conditions[?(@.type=="Ready")].status</c>, keys quoted as <c>['a.b']</c> or escaped as <c>a\.b</c>.
/// A path that can't be read finds nothing.
/// </summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<Func<JsonNode?, IEnumerable<JsonNode?>>> _steps;

    private JsonPath(IReadOnlyList<Func<JsonNode?, IEnumerable<JsonNode?>>> steps) => _steps = steps;

    public static JsonPath Parse(string path)
    {
        var steps = new List<Func<JsonNode?, IEnumerable<JsonNode?>>>();
        var position = 0;
        while (position < path.Length)
        {
            var step = path[position] switch
            {
                '.' => Name(path, ref position),
                '[' => Bracket(path, ref position),
                _ => null,
            };
            if (step is null) return new JsonPath([_ => []]);
            steps.Add(step);
        }

        return new JsonPath(steps);
    }

    public IReadOnlyList<JsonNode?> Find(JsonNode? root)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (var step in _steps) found = found.SelectMany(step);
        return found.ToList();
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Name(string path, ref int position)
    {
        var name = new StringBuilder();
        for (position++; position < path.Length && path[position] is not ('.' or '['); position++)
        {
            if (path[position] == '\\' && position + 1 < path.Length) position++;
            name.Append(path[position]);
        }

        var key = name.ToString();
        if (key == "*") return All;
        return key.Length == 0 ? node => [node] : node => Child(node, key);
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>>? Bracket(string path, ref int position)
    {
        var end = Closing(path, position);
        if (end < 0) return null;
        var inside = path[(position + 1)..end].Trim();
        position = end + 1;
        if (inside == "*") return All;
        if (inside.StartsWith("?(", StringComparison.Ordinal) && inside.EndsWith(')')) return Filter(inside[2..^1]);
        if (inside.Length > 1 && inside[0] is '\'' or '"' && inside[^1] == inside[0]) return node => Child(node, inside[1..^1]);
        if (!int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)) return null;
        return node => node is JsonArray list && (index < 0 ? list.Count + index : index) is var at && at >= 0 && at < list.Count ? [list[at]] : [];
    }

    private static int Closing(string path, int open)
    {
        var (depth, quote) = (0, '\0');
        for (var i = open; i < path.Length; i++)
        {
            var c = path[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"') quote = c;
            else if (c == '[') depth++;
            else if (c == ']' && --depth == 0) return i;
        }

        return -1;
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>>? Filter(string expression)
    {
        foreach (var op in (string[])["==", "!=", "<=", ">=", "<", ">"])
        {
            var at = expression.IndexOf(op, StringComparison.Ordinal);
            if (at < 0) continue;
            var left = Parse(expression[..at].Trim().TrimStart('@'));
            var right = Literal(expression[(at + op.Length)..].Trim());
            return node => Items(node).Where(item => left.Find(item) is [var value, ..] && Holds(value, op, right));
        }

        var exists = Parse(expression.Trim().TrimStart('@'));
        return node => Items(node).Where(item => exists.Find(item).Count > 0);
    }

    private static JsonValue? Literal(string text)
    {
        if (text.Length > 1 && text[0] is '\'' or '"' && text[^1] == text[0]) return JsonValue.Create(text[1..^1]);
        return text switch
        {
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text),
        };
    }

    private static bool Holds(JsonNode? left, string op, JsonNode? right)
    {
        var order = left.AsReal() is { } a && right.AsReal() is { } b ? a.CompareTo(b) : string.CompareOrdinal(left?.ToString(), right?.ToString());
        return op switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static IEnumerable<JsonNode?> All(JsonNode? node) => Items(node);

    private static IEnumerable<JsonNode?> Items(JsonNode? node) => node switch
    {
        JsonArray list => list,
        JsonObject obj => obj.Select(field => field.Value),
        _ => [],
    };

    private static IEnumerable<JsonNode?> Child(JsonNode? node, string key) =>
        node is JsonObject obj && obj.TryGetPropertyValue(key, out var value) ? [value] : [];
}
