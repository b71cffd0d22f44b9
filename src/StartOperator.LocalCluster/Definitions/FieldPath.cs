using System.Text;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>The simple paths of fields that rules and selectable fields name: <c>.spec.name</c>, <c>.labels['a.b']</c>.</summary>
internal static class FieldPath
{
    /// <summary>Follows a path in a schema.</summary>
    /// <param name="path">The path.</param>
    /// <param name="schema">The schema it starts in.</param>
    /// <param name="brackets">Names may stand in brackets.</param>
    /// <param name="found">The schema it leads to.</param>
    /// <param name="fault">Why it leads nowhere.</param>
    public static bool TryFollow(string path, JsonNode? schema, bool brackets, out JsonNode? found, out string fault)
    {
        found = schema;
        fault = "";
        var position = 0;
        while (position < path.Length)
        {
            if (path[position] is '[' && !brackets) fault = "array notation is not allowed";
            else if (path[position] is not ('.' or '[')) fault = $"expected [ or . but got: {Token(path, position)}";
            else if (position + 1 == path.Length) fault = "unexpected end of JSON path";
            if (fault.Length > 0) return false;
            if (!TryName(path, ref position, out var name, out fault)) return false;
            found = found.Obj("properties") is { Count: > 0 } properties ? properties[name] : found.At("additionalProperties") as JsonObject;
            if (found is not null) continue;
            fault = "does not refer to a valid field";
            return false;
        }

        return true;
    }

    private static bool TryName(string path, ref int position, out string name, out string fault)
    {
        fault = "";
        if (path[position] == '.')
        {
            name = Token(path, position + 1);
            position += 1 + name.Length;
            return true;
        }

        name = "";
        if (path[position + 1] != '\'')
        {
            fault = $"expected single quoted string but got {Token(path, position + 1)}";
            return false;
        }

        var text = new StringBuilder();
        for (position += 2; position < path.Length && path[position] != '\''; position++)
        {
            if (path[position] == '\\' && position + 1 < path.Length) position++;
            text.Append(path[position]);
        }

        if (position + 1 >= path.Length || path[position + 1] != ']')
        {
            fault = position + 1 >= path.Length ? "unexpected end of JSON path" : $"expected ] but got {Token(path, position + 1)}";
            return false;
        }

        position += 2;
        name = text.ToString();
        return true;
    }

    private static string Token(string path, int from)
    {
        var end = path.AsSpan(from).IndexOfAny('.', '[', ']');
        return end < 0 ? path[from..] : path.Substring(from, Math.Max(end, 1));
    }
}
