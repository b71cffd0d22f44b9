using CsCheck;

namespace StartOperator.Resources.Tests.Yaml;

/// <summary>Texts that some parser of YAML takes for something else, and JSON made of them.</summary>
internal static class TrickyTexts
{
    /// <summary>Texts that have gone wrong somewhere.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "", " ", " lead", "trail ", "\t", "\ttab", "tab\t", "\n", "\nlead", "trail\n", "trail\n\n",
        "a\nb", "a\n\nb", "a\n b", " a\nb", "a \nb", "a\r\nb", "\r", "a\tb\nc",
        "yes", "Yes", "YES", "no", "on", "off", "y", "n", "true", "True", "false", "null", "Null", "NULL", "~", "nil",
        "0x10", "0o7", "007", "0b1", "1e3", "1E3", "1.", ".5", "+1", "-1", "1_000",
        "12:30", "190:20:30", ".inf", "-.Inf", ".nan", "NaN", "Infinity", "=", "<<", "-0", "0",
        "2001-12-14", "2001-12-14t21:59:43.10-05:00",
        "#", "# a", "a #b", "a#b", ":", ": ", "a: b", "a:b", "a:", "-", "- ", "- a", "-a", "--", "---", "...", "--- a",
        "?", "? a", "?a", "!", "!!str a", "&a", "*a", "@a", "`a`", "%a", "|", ">", "|-\n a",
        "[", "]", "{", "}", "[]", "{}", "a, b", "[a]", "{a: b}", "'", "''", "'a'", "\"", "\"a\"", "it's", "a \"b\" c", "\\", "\\n", "a\\",
        "\0", "\a", "\u001b", "\u007f", "\u0085", "\u00a0", "\u2028", "\u2029", "a\u2028b\nc", "\ufeff", "a\ufeff", "\ufffe", "\uffff", "a\u0085b\nc",
        "ä", "žluť", "日本語", "🍵", "a🍵\nb", "e\u0301", "\u200b", "line one\nline two\n  indented\nlast",
        "key: |\n  block\n", "a\n# not a comment\nb", "a\n---\nb", "a\n...\nb",
    ];

    /// <summary>Texts, known and random ones.</summary>
    public static Gen<string> Any { get; } = Gen.OneOf(
        Gen.Int[0, Known.Count - 1].Select(i => Known[i]),
        Gen.Char["ab 0:#-\n\t'\"{}[],&*!|>%@`\\?~=<.\u00e4\u2028"].Array[0, 12].Select(characters => new string(characters)),
        Gen.Char.Array[0, 6].Select(characters => new string([.. characters.Where(c => !char.IsSurrogate(c))])));
}
