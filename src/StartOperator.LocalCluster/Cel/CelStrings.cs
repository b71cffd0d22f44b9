using System.Text;
using StartOperator.LocalCluster.Validation;
using static StartOperator.LocalCluster.Cel.CelSignatures;

namespace StartOperator.LocalCluster.Cel;

/// <summary>What rules can do with text beyond the standard: CEL's strings extension, and regular expressions.</summary>
internal static class CelStrings
{
    public static IEnumerable<CelOverload> All => [.. Parts, .. Changes, .. Regexes];

    private static IEnumerable<CelOverload> Parts =>
    [
        Method("charAt", [CelType.Text, CelType.Int], CelType.Text, a => CharAt((string)a[0]!, (long)a[1]!)),
        OfText("indexOf", CelType.Int, (text, part) => IndexOf(text, part, 0)),
        Method("indexOf", [CelType.Text, CelType.Text, CelType.Int], CelType.Int, a => IndexOf((string)a[0]!, (string)a[1]!, (long)a[2]!)),
        OfText("lastIndexOf", CelType.Int, (text, part) => LastIndexOf(text, part, Runes(text).Length)),
        Method("lastIndexOf", [CelType.Text, CelType.Text, CelType.Int], CelType.Int, a => LastIndexOf((string)a[0]!, (string)a[1]!, (long)a[2]!)),
        Method("substring", [CelType.Text, CelType.Int], CelType.Text, a => Substring((string)a[0]!, (long)a[1]!, null)),
        Method("substring", [CelType.Text, CelType.Int, CelType.Int], CelType.Text, a => Substring((string)a[0]!, (long)a[1]!, (long)a[2]!)),
        OfText("split", Texts, (text, separator) => Split(text, separator, -1)),
        Method("split", [CelType.Text, CelType.Text, CelType.Int], Texts, a => Split((string)a[0]!, (string)a[1]!, (long)a[2]!)),
        Method("join", [Texts], CelType.Text, a => string.Join("", Items(a[0]))),
        Method("join", [Texts, CelType.Text], CelType.Text, a => string.Join((string)a[1]!, Items(a[0]))),
    ];

    private static IEnumerable<CelOverload> Changes =>
    [
        OfText("lowerAscii", CelType.Text, text => Mapped(text, char.IsAsciiLetterUpper, c => (char)(c + 32))),
        OfText("upperAscii", CelType.Text, text => Mapped(text, char.IsAsciiLetterLower, c => (char)(c - 32))),
        OfText("trim", CelType.Text, text => text.Trim()),
        OfText("reverse", CelType.Text, text => string.Concat(Runes(text).Reverse().Select(rune => rune.ToString()))),
        Method("replace", [CelType.Text, CelType.Text, CelType.Text], CelType.Text, a => Replace((string)a[0]!, (string)a[1]!, (string)a[2]!, -1)),
        Method("replace", [CelType.Text, CelType.Text, CelType.Text, CelType.Int], CelType.Text, a => Replace((string)a[0]!, (string)a[1]!, (string)a[2]!, (long)a[3]!)),
        Function("strings.quote", [CelType.Text], CelType.Text, a => FieldError.Quoted((string)a[0]!)),
        Method("format", [CelType.Text, CelType.List(CelType.Dyn)], CelType.Text, a => CelFormat.Apply((string)a[0]!, Items(a[1]))),
    ];

    private static IEnumerable<CelOverload> Regexes =>
    [
        OfText("find", CelType.Text, (text, pattern) => Regex(pattern).Match(text).Value),
        OfText("findAll", Texts, (text, pattern) => FindAll(text, pattern, -1)),
        Method("findAll", [CelType.Text, CelType.Text, CelType.Int], Texts, a => FindAll((string)a[0]!, (string)a[1]!, (long)a[2]!)),
    ];

    private static System.Text.RegularExpressions.Regex Regex(string pattern) => Re2.TryCompile(pattern, out var fault) ?? throw new CelException(fault);

    private static CelList FindAll(string text, string pattern, long most)
    {
        var found = Regex(pattern).Matches(text).Select(match => (object?)match.Value);
        return new CelList([.. most < 0 ? found : found.Take((int)Math.Min(most, int.MaxValue))]);
    }

    private static Rune[] Runes(string text) => [.. text.EnumerateRunes()];

    private static string Mapped(string text, Func<char, bool> changes, Func<char, char> change) => string.Concat(text.Select(c => changes(c) ? change(c) : c));

    private static string CharAt(string text, long index)
    {
        var runes = Runes(text);
        if (index == runes.Length) return "";
        return index >= 0 && index < runes.Length ? runes[index].ToString() : throw new CelException($"index out of range: {index}");
    }

    private static object IndexOf(string text, string part, long from)
    {
        var (runes, sought) = (Runes(text), Runes(part));
        if (from < 0 || from > runes.Length) throw new CelException($"index out of range: {from}");
        for (var at = from; at + sought.Length <= runes.Length; at++)
        {
            if (runes.AsSpan((int)at, sought.Length).SequenceEqual(sought)) return at;
        }

        return -1L;
    }

    private static object LastIndexOf(string text, string part, long from)
    {
        var (runes, sought) = (Runes(text), Runes(part));
        if (from < 0 || from > runes.Length) throw new CelException($"index out of range: {from}");
        for (var at = Math.Min(from, runes.Length - sought.Length); at >= 0; at--)
        {
            if (runes.AsSpan((int)at, sought.Length).SequenceEqual(sought)) return at;
        }

        return -1L;
    }

    private static string Substring(string text, long from, long? to)
    {
        var runes = Runes(text);
        var end = to ?? runes.Length;
        if (from < 0 || from > runes.Length) throw new CelException($"index out of range: {from}");
        if (end < 0 || end > runes.Length) throw new CelException($"index out of range: {end}");
        if (from > end) throw new CelException($"invalid substring range. start: {from}, end: {end}");
        return string.Concat(runes[(int)from..(int)end].Select(rune => rune.ToString()));
    }

    private static CelList Split(string text, string separator, long most)
    {
        if (most == 0) return new CelList([]);
        var pieces = separator.Length == 0 ? [.. Runes(text).Select(rune => rune.ToString())]
            : most < 0 ? text.Split(separator)
            : text.Split(separator, (int)Math.Min(most, int.MaxValue));
        return new CelList([.. pieces]);
    }

    private static string Replace(string text, string old, string with, long most)
    {
        var (result, at, left) = (new StringBuilder(), 0, most);
        while (left != 0 && old.Length > 0 && text.IndexOf(old, at, StringComparison.Ordinal) is var found and >= 0)
        {
            result.Append(text, at, found - at).Append(with);
            at = found + old.Length;
            left--;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
