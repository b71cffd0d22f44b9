using System.Text;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading;

/// <summary>How diagnostics name what stands in a document.</summary>
internal static class Wording
{
    /// <summary>A text as it fits into a message: short, and without control characters.</summary>
    public static string Short(string text, int longest = 60)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= longest) return shown.Append('…').ToString();

            if (Rune.IsControl(rune)) shown.Append("\\u").Append(rune.Value.ToString("x4", null));
            else shown.Append(rune);
        }

        return shown.ToString();
    }

    /// <summary>What a piece of a document is, as in "must be a string, but is …".</summary>
    public static string Kind(Node node) => node switch
    {
        MappingNode => "a map",
        SequenceNode => "a list",
        ScalarNode { Kind: ScalarKind.Null } => "null",
        ScalarNode { Kind: ScalarKind.Text } text => $"the string '{Short(text.Text)}'",
        ScalarNode { Kind: ScalarKind.Boolean } boolean => $"the boolean {boolean.Text}",
        ScalarNode { Kind: ScalarKind.Date } date => $"the date {Short(date.Text)}",
        ScalarNode number => $"the number {Short(number.Text)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Names in a sentence: <c>a, b or c</c>.</summary>
    public static string OneOf(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
}
