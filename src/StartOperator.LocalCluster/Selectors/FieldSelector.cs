using System.Text;
using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Selectors;

/// <summary>One part of a field selector: a field that must, or must not, have a value.</summary>
internal sealed record FieldRequirement(string Field, string Value, bool Equal);

/// <summary>A field selector; all its parts must match.</summary>
internal sealed record FieldSelector(IReadOnlyList<FieldRequirement> Requirements)
{
    public static FieldSelector Everything { get; } = new([]);

    public bool IsEverything => Requirements.Count == 0;

    /// <summary>The value this selector requires of a field, if it does.</summary>
    public string? Required(string field) => Requirements.FirstOrDefault(part => part.Equal && part.Field == field)?.Value;

    public bool Matches(JsonObject obj, IReadOnlyDictionary<string, Func<JsonObject, string>> fields) =>
        Requirements.All(part => (fields[part.Field](obj) == part.Value) == part.Equal);

    /// <exception cref="SelectorException">The text is not a selector.</exception>
    public static FieldSelector Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return Everything;
        var parts = new List<FieldRequirement>();
        foreach (var part in Split(text))
        {
            if (part.Length == 0) continue;
            var requirement = Requirement(text, part);
            if (requirement is not { Field: "", Value: "", Equal: true }) parts.Add(requirement);
        }

        return new FieldSelector(parts);
    }

    private static FieldRequirement Requirement(string text, string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == '\\') i++;
            else if (part.AsSpan(i).StartsWith("!=")) return new FieldRequirement(part[..i], Unescaped(part[(i + 2)..]), false);
            else if (part.AsSpan(i).StartsWith("==")) return new FieldRequirement(part[..i], Unescaped(part[(i + 2)..]), true);
            else if (part[i] == '=') return new FieldRequirement(part[..i], Unescaped(part[(i + 1)..]), true);
        }

        throw new SelectorException($"invalid selector: '{text}'; can't understand '{part}'");
    }

    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == ',')
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static string Unescaped(string value)
    {
        var result = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '\\')
            {
                if (++i == value.Length || value[i] is not ('\\' or ',' or '='))
                    throw new SelectorException($"invalid field selector: invalid escape sequence: \\{(i < value.Length ? value[i] : "")}");
                c = value[i];
            }
            else if (c is '=' or ',') throw new SelectorException($"invalid field selector: unescaped character in value: {(int)c}");

            result.Append(c);
        }

        return result.ToString();
    }
}
