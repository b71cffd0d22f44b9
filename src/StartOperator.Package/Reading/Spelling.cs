namespace StartOperator.Package.Reading;

/// <summary>Finds the word that somebody may have meant.</summary>
internal static class Spelling
{
    private const int LongestWord = 40;

    /// <summary>The known word that differs least from another one; null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord) return null;

        var plain = Plain(word);
        return known
            .Select(candidate => (Word: candidate, Distance: Distance(plain, Plain(candidate))))
            .Where(candidate => candidate.Distance <= plain.Length / 4)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .FirstOrDefault().Word;
    }

    private static string Plain(string word) => string.Concat(word.Split('-', '_')).ToUpperInvariant();

    /// <summary>How many characters must be added, removed or replaced to make one word of the other.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
