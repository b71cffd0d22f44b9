using System.Text;

namespace StartOperator.Rendering.Admission;

/// <summary>Text as it fits into a warning of the Kubernetes API: one line of printable characters, of bounded length.</summary>
public static class WarningText
{
    /// <summary>What is longer may be cut by the API server.</summary>
    public const int Length = 256;

    /// <summary>Makes a warning of a text that somebody else wrote.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, Length));
        foreach (var rune in text.EnumerateRunes())
        {
            var isSpace = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (isSpace ? line.Length > 0 && line[^1] != ' ' : IsPrintable(rune))
            {
                line.Append(isSpace ? " " : rune.ToString());
            }

            if (line.Length >= Length)
            {
                return line.ToString(0, Length - (char.IsHighSurrogate(line[Length - 2]) ? 2 : 1)) + "…";
            }
        }

        return line.ToString().TrimEnd();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.OtherNotAssigned or System.Globalization.UnicodeCategory.PrivateUse);
}
