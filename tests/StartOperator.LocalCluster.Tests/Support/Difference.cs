namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>Two texts side by side, line by line: what only the real server said after a minus, what only the local one said after a plus.</summary>
internal static class Difference
{
    private const int MostLines = 3000;

    public static string Of(string real, string local)
    {
        var (left, right) = (real.Split('\n').Take(MostLines).ToArray(), local.Split('\n').Take(MostLines).ToArray());
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (lines, a, b) = (new List<string>(), 0, 0);
        while (a < left.Length || b < right.Length)
        {
            if (a < left.Length && b < right.Length && left[a] == right[b])
            {
                lines.Add("  " + left[a++]);
                b++;
            }
            else if (b == right.Length || (a < left.Length && common[a + 1, b] >= common[a, b + 1]))
            {
                lines.Add("- " + left[a++]);
            }
            else
            {
                lines.Add("+ " + right[b++]);
            }
        }

        return string.Join('\n', lines);
    }
}
