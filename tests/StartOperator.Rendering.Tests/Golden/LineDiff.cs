using System.Text;

namespace StartOperator.Rendering.Tests.Golden;

/// <summary>What differs between two texts, line by line, as people read it in a review.</summary>
internal static class LineDiff
{
    private const int Context = 3;

    /// <summary>The lines that differ, with three around each; empty when the texts are equal.</summary>
    public static string Of(string expected, string actual)
    {
        if (expected == actual)
        {
            return "";
        }

        var lines = Compare(expected.Split('\n'), actual.Split('\n'));
        var text = new StringBuilder();
        var shown = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            var (first, last) = (Math.Max(0, i - Context), Math.Min(lines.Count, i + Context + 1));
            if (!Enumerable.Range(first, last - first).Any(n => lines[n].Mark != ' '))
            {
                continue;
            }

            if (shown != i - 1)
            {
                text.Append("@@ line ").Append(lines[i].Number).Append(" @@\n");
            }

            text.Append(lines[i].Mark).Append(' ').Append(lines[i].Text).Append('\n');
            shown = i;
        }

        return text.ToString();
    }

    /// <summary>The longest common lines stay, the others go or come.</summary>
    private static List<(char Mark, string Text, int Number)> Compare(string[] expected, string[] actual)
    {
        var common = new int[expected.Length + 1, actual.Length + 1];
        for (var e = expected.Length - 1; e >= 0; e--)
        {
            for (var a = actual.Length - 1; a >= 0; a--)
            {
                common[e, a] = expected[e] == actual[a] ? common[e + 1, a + 1] + 1 : Math.Max(common[e + 1, a], common[e, a + 1]);
            }
        }

        var (lines, x, y) = (new List<(char, string, int)>(), 0, 0);
        while (x < expected.Length || y < actual.Length)
        {
            if (x < expected.Length && y < actual.Length && expected[x] == actual[y])
            {
                lines.Add((' ', expected[x++], ++y));
            }
            else if (x < expected.Length && (y == actual.Length || common[x + 1, y] >= common[x, y + 1]))
            {
                lines.Add(('-', expected[x++], y + 1));
            }
            else
            {
                lines.Add(('+', actual[y++], y));
            }
        }

        return lines;
    }
}
