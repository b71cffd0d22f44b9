using System.Globalization;
using System.Text;

namespace StartOperator.Compat;

/// <summary>Why something could not be done, in words for whoever reads the container's log.</summary>
/// <param name="Exit">The exit code it ends the process with.</param>
/// <param name="Path">The file, archive entry or option at fault.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Fault(ExitCode Exit, string Path, string Message, string Remedy)
{
    private const int LongestShown = 300;

    /// <summary>A fault of what was given.</summary>
    public static Fault Refused(string path, string message, string remedy) => new(ExitCode.Refused, path, message, remedy);

    /// <summary>The fault as one line: a hostile name can neither break it nor send commands to a terminal.</summary>
    public override string ToString() => $"{Printable(Path)}: {Printable(Message)}; {Remedy}";

    private static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= LongestShown) return shown.Append('…').ToString();
            if (IsPlain(rune)) shown.Append(rune.ToString());
            else shown.Append("\\u{").Append(rune.Value.ToString("x", CultureInfo.InvariantCulture)).Append('}');
        }

        return shown.ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
