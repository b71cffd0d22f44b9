using System.Text;
using CsCheck;

namespace StartOperator.Resources.Tests.Yaml;

public sealed class HostileYamlTests
{
    private const int MostCharacters = 16 * 1024 * 1024;

    private static readonly string[] Pieces =
    [
        "a", "b: ", ": ", "- ", "? ", "\n", "\n  ", "\n    ", "\t", "&x ", "*x", "!!str ", "!", "!<", ">", "|", "|2\n", ">-\n", "'", "\"", "\\", "\\x", "\\U00110000", "\\uD800",
        "{", "}", "[", "]", ",", "#", " #", "%YAML 1.2\n", "%TAG ! a\n",
        "---", "---\n", "...", "...\n", "<<: ", "~", "null", "1e400", "0x", "-", ".", "\0", "\ufeff", "\u2028", "\ud800", "\udc00",
        "é", "🍵", "@", "`", "%", "\r", "\r\n", "  ",
    ];

    /// <summary>Texts that are refused, and how.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "a: *b", "line 1: " },
        { "a: &b 1\nc: *b", "line 2: anchors and aliases have no place" },
        { "a: 1\nb: 2\na: 3", "line 3: the key 'a' is there twice" },
        { "{\"a\": 1, \"a\": 2}", "line 1: the key 'a' is there twice" },
        { "a: !!binary aGk=", "line 1: tags other than !!str" },
        { "a: !mine {b: 1}", "line 1: tags other than !!str" },
        { "? [a]\n: b", "line 1" },
        { "a: 1\n b: 2", "line 2" },
        { "a: [1, 2", "line 2, column 1: " },
        { "a: \"\\U00110000\"", "line 1, column 4: " },
        { "a: \"\\UFFFFFFFF\"", "not YAML: " },
        { "%YAML 9.9\n---\na", "line 1" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void It_is_refused_with_the_place(string yaml, string message) => Refusal(yaml).ShouldContain(message);

    [Fact]
    public void Whatever_a_text_holds_the_outcome_is_documents_or_a_refusal() =>
        Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]), Gen.Char.Select(c => c.ToString())).Array[0, 24]
            .Select(string.Concat).Sample(ShouldEnd, iter: 20_000);

    [Fact]
    public void A_text_that_is_cut_anywhere_is_read_or_refused()
    {
        const string Yaml = "apiVersion: v1\ndata:\n  \"a\\u00e4\": |-\n    text\n  b: {c: [1, 'd', \"e\"]}\n---\nlist:\n- x: ~\n";
        foreach (var length in Enumerable.Range(0, Yaml.Length))
        {
            ShouldEnd(Yaml[..length]);
        }
    }

    [Fact]
    public void A_text_may_be_64_deep_and_no_deeper()
    {
        ResourceYaml.Read(new string('[', 64) + new string(']', 64)).ShouldHaveSingleItem();
        Refusal(new string('[', 65) + new string(']', 65)).ShouldContain("nested more than 64 deep");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void A_text_that_never_stops_nesting_is_refused_early(string opening) =>
        Should.Throw<FormatException>(() => ResourceYaml.Read(Repeat(opening, 100_000)));

    [Fact]
    public void A_text_that_is_too_long_is_not_even_looked_at() =>
        Refusal(new string(' ', MostCharacters + 1)).ShouldContain("more than 16777216 characters");

    [Fact]
    public void Many_documents_and_many_keys_take_no_more_than_their_length()
    {
        ResourceYaml.Read(Repeat("--- 1\n", 50_000)).Count.ShouldBe(50_000);
        ResourceYaml.Read(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"k{i}: v\n"))).Single().EnumerateObject().Count().ShouldBe(50_000);
        ResourceYaml.Read("a: " + new string('x', 1_000_000)).ShouldHaveSingleItem();
        ResourceYaml.Read("a: '" + Repeat("''", 200_000) + "'").ShouldHaveSingleItem();
    }

    private static void ShouldEnd(string yaml)
    {
        try
        {
            ResourceYaml.Read(yaml).ShouldNotBeNull();
        }
        catch (FormatException e)
        {
            e.Message.ShouldNotBeEmpty();
        }
    }

    private static string Refusal(string yaml) => Should.Throw<FormatException>(() => ResourceYaml.Read(yaml)).Message;

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
