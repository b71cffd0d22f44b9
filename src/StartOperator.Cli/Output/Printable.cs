using System.Globalization;
using System.Text;

namespace StartOperator.Cli.Output;

/// <summary>Texts from packages, for a terminal: whatever a terminal would obey, or that would turn the text around, is spelled out.</summary>
internal static class Printable
{
    /// <summary>A text on one line, cut after so many characters.</summary>
    public static string Text(string text, int longest = 200)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= longest)
            {
                return shown.Append('…').ToString();
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(rune);
            }
        }

        return shown.ToString();
    }

    /// <summary>A number of bytes in the unit that suits it.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1024 && unit < units.Length - 1; unit++)
        {
            size /= 1024;
        }

        return unit == 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{size:0.0} {units[unit]}");
    }
}
