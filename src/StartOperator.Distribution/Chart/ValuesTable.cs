using System.Text;
using System.Text.Json;
using StartOperator.Resources;

namespace StartOperator.Distribution.Chart;

/// <summary>A value of the chart.</summary>
/// <param name="Path">Its path, such as <c>image.tag</c>.</param>
/// <param name="Default">Its default, as JSON.</param>
/// <param name="Description">What its comment says.</param>
public sealed record ChartValue(string Path, string Default, string Description);

/// <summary>
/// The table of a chart's values, from the comments in values.yaml. A key with a comment above it is a value; one without is a group, and its keys are
/// looked at. Comments that are followed by an empty line belong to no key.
/// </summary>
public static class ValuesTable
{
    private const string Begin = "<!-- values: `make chart` writes what follows -->\n";
    private const string End = "<!-- end of values -->\n";

    /// <summary>Reads the values.</summary>
    /// <exception cref="FormatException">A key at the end of the tree has no comment.</exception>
    public static IReadOnlyList<ChartValue> Read(string values)
    {
        var found = new List<ChartValue>();
        Collect(ResourceYaml.Read(values).Single(), "", Comments(values), found);
        return found;
    }

    /// <summary>Puts the table into a readme, in the place of the one that is there.</summary>
    /// <exception cref="FormatException">The readme lacks the two marks that the table stands between.</exception>
    public static string Replace(string readme, string values)
    {
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal);
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new FormatException($"the readme lacks the lines {Begin.Trim()} and {End.Trim()}");
        }

        var table = new StringBuilder("| value | default | |\n| --- | --- | --- |\n");
        foreach (var value in Read(values))
        {
            table.Append($"| `{value.Path}` | `{value.Default.Replace("|", "\\|", StringComparison.Ordinal)}` | {value.Description.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return readme[..(begin + Begin.Length)] + table + readme[end..];
    }

    private static void Collect(JsonElement group, string prefix, IReadOnlyDictionary<string, string> comments, List<ChartValue> found)
    {
        foreach (var key in group.EnumerateObject())
        {
            var path = prefix + key.Name;
            if (comments.TryGetValue(path, out var description))
            {
                found.Add(new ChartValue(path, JsonSerializer.Serialize(key.Value), description));
            }
            else if (key.Value.ValueKind == JsonValueKind.Object && key.Value.EnumerateObject().Any())
            {
                Collect(key.Value, path + ".", comments, found);
            }
            else
            {
                throw new FormatException($"values.yaml: {path} has no comment above it");
            }
        }
    }

    private static Dictionary<string, string> Comments(string values)
    {
        var comments = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = new Stack<(int Indent, string Key)>();
        var comment = new List<string>();
        foreach (var line in values.Split('\n'))
        {
            var text = line.TrimStart();
            var indent = line.Length - text.Length;
            if (text.StartsWith('#'))
            {
                comment.Add(text[1..].Trim());
                continue;
            }

            if (text.Length > 0 && text[0] != '-' && text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
            {
                while (path.Count > 0 && path.Peek().Indent >= indent)
                {
                    path.Pop();
                }

                path.Push((indent, text[..colon]));
                if (comment.Count > 0)
                {
                    comments[string.Join('.', path.Reverse().Select(p => p.Key))] = string.Join(' ', comment);
                }
            }

            comment.Clear();
        }

        return comments;
    }
}
