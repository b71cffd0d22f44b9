using System.Diagnostics;
using System.Text;
using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Tests.Reading;

public sealed class HostileInputTests
{
    private const int Kilobytes = 1000;

    /// <summary>Generous, because machines differ; without limits these inputs take minutes and gigabytes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const long MostAllocated = 2L * 1024 * 1024 * 1024;

    [Fact]
    public void Billions_of_laughs_end_in_an_error()
    {
        var text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var level = 1; level < 30; level++)
            text.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        Refused(text.ToString(), DocumentFormat.Yaml).Message.ShouldContain("aliases");
    }

    [Fact]
    public void A_long_text_repeated_by_aliases_ends_in_an_error()
    {
        var text = $"a: &a {new string('x', 100 * Kilobytes)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 1000))}]";
        Refused(text, DocumentFormat.Yaml).Message.ShouldContain("aliases");
    }

    [Fact]
    public void Aliases_that_deepen_each_other_end_in_an_error()
    {
        var text = new StringBuilder("a0: &a0 [x]\n");
        for (var level = 1; level < 100; level++) text.Append($"a{level}: &a{level} [*a{level - 1}]\n");
        Refused(text.ToString(), DocumentFormat.Yaml).Message.ShouldContain("deep");
    }

    [Theory]
    [InlineData("[", DocumentFormat.Yaml)]
    [InlineData("{a: ", DocumentFormat.Yaml)]
    [InlineData("- ", DocumentFormat.Yaml)]
    [InlineData("? ", DocumentFormat.Yaml)]
    [InlineData("[", DocumentFormat.Json)]
    [InlineData("{\"a\":", DocumentFormat.Json)]
    [InlineData("a = [", DocumentFormat.Toml)]
    [InlineData("[[", DocumentFormat.Toml)]
    [InlineData("a = {a=", DocumentFormat.Toml)]
    [InlineData("a.", DocumentFormat.Toml)]
    public void Endless_nesting_ends_in_an_error(string piece, DocumentFormat format)
    {
        var first = format == DocumentFormat.Toml && piece.StartsWith("a = ", StringComparison.Ordinal) ? "a = " : "";
        Refused(first + string.Concat(Enumerable.Repeat(piece[first.Length..], 100 * Kilobytes)), format);
    }

    [Theory]
    [InlineData(48, false)]
    [InlineData(49, true)]
    public void Nesting_has_a_limit(int depth, bool tooDeep)
    {
        var text = NoteKeeper.And($"x: {new string('[', depth - 1)}{new string(']', depth - 1)}");
        NoteKeeper.Read(text).HasErrors.ShouldBe(tooDeep);
    }

    [Fact]
    public void Nesting_by_dotted_keys_counts_too()
    {
        var text = $"{string.Join('.', Enumerable.Repeat("a", 60))} = 1";
        Refused(text, DocumentFormat.Toml).Message.ShouldContain("deep");
    }

    [Theory]
    [InlineData(DocumentFormat.Yaml, "[", ",", "]")]
    [InlineData(DocumentFormat.Json, "[", "1,", "1]")]
    [InlineData(DocumentFormat.Toml, "a = [", "1,", "]")]
    public void Too_many_parts_end_in_an_error(DocumentFormat format, string start, string piece, string end) =>
        Refused(start + string.Concat(Enumerable.Repeat(format == DocumentFormat.Yaml ? "a" + piece : piece, 200 * Kilobytes)) + end, format).Message
            .ShouldContain("parts");

    [Fact]
    public void A_text_of_ten_megabytes_is_refused() =>
        Refused($"id: {new string('x', 10_000 * Kilobytes)}", DocumentFormat.Yaml).Message.ShouldContain("KiB");

    [Fact]
    public void A_huge_text_in_the_wrong_place_is_named_in_few_words()
    {
        var text = NoteKeeper.With("id: note-keeper", $"id: {new string('x', 500 * Kilobytes)}1");
        var finding = NoteKeeper.ShouldFailAt(text, "id");
        finding.Message.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void A_huge_key_is_cut_in_paths()
    {
        var text = NoteKeeper.And($"? {new string('x', 500 * Kilobytes)}\n: y");
        NoteKeeper.Read(text).Diagnostics.ShouldHaveSingleItem().Path.Length.ShouldBeLessThan(200);
    }

    [Theory]
    [InlineData("[x]: y\n")]
    [InlineData("&a a: *a\n")]
    [InlineData("\"x\n")]
    [InlineData("'x''\n")]
    [InlineData("a: \"\nb\"\n")]
    [InlineData("a: [\nb]\n")]
    [InlineData("a: |\n  \n    x\n")]
    [InlineData("- - - - |\n")]
    [InlineData("!!x ! &y *z\n")]
    [InlineData(": : : :\n")]
    [InlineData("\\\n")]
    public void Repetition_takes_no_unreasonable_time(string piece) =>
        Bounded(() => NoteKeeper.Read(string.Concat(Enumerable.Repeat(piece, 500 * Kilobytes / piece.Length))));

    [Theory]
    [InlineData("a = 1\n")]
    [InlineData("[a]\n")]
    [InlineData("[[a]]\n")]
    [InlineData("[[a.b]]\n")]
    [InlineData("a.b.c = 1\n")]
    [InlineData("\"\"\"")]
    [InlineData("[a.b.c.d.e.f.g]\n")]
    public void Repetition_in_TOML_takes_no_unreasonable_time(string piece) => Bounded(() =>
        PackageReader.ReadText(string.Concat(Enumerable.Repeat(piece, 500 * Kilobytes / piece.Length)), DocumentFormat.Toml, "m"));

    [Fact]
    public void Many_tables_in_TOML_take_no_unreasonable_time()
    {
        var text = new StringBuilder();
        for (var table = 0; table < 20_000; table++) text.Append($"[t{table}.x]\na = 1\n");
        Bounded(() => PackageReader.ReadText(text.ToString(), DocumentFormat.Toml, "m"));
    }

    [Fact]
    public void A_single_line_of_JSON_takes_no_unreasonable_time() => Bounded(() =>
        PackageReader.ReadText("{" + string.Join(',', Enumerable.Range(0, 30_000).Select(key => $"\"k{key}\": \"ü\"")) + "}", DocumentFormat.Json, "m"));

    [Fact]
    public void Of_many_findings_the_first_hundred_are_listed_and_the_rest_is_counted()
    {
        var warnings = NoteKeeper.And(string.Concat(Enumerable.Range(0, 5000).Select(key => $"x{key}: 1\n")));
        var reading = NoteKeeper.Read(warnings);
        reading.HasErrors.ShouldBeFalse();
        reading.Diagnostics.Count.ShouldBe(101);
        reading.Diagnostics[^1].Message.ShouldBe("there are 4900 more warnings");

        var errors = NoteKeeper.With("args: [\"--port\", \"8080\"]", $"args: [{string.Join(", ", Enumerable.Repeat("1", 250))}]");
        reading = NoteKeeper.Read(errors);
        reading.HasErrors.ShouldBeTrue();
        reading.Diagnostics.Count.ShouldBe(101);
        reading.Diagnostics[^1].ShouldBe(new Diagnostic(Severity.Error, "", "there are 150 more errors", "correct those listed and look again", null));
    }

    [Fact]
    public void Control_characters_are_spelled_out_in_messages()
    {
        var finding = NoteKeeper.ShouldFailAt(NoteKeeper.With("timeout: 10s", "timeout: \"\\e10s\""), "health-checks.web.timeout");
        finding.Message.ShouldContain("'\\u001b10' is not a number");
        finding.Message.ShouldNotContain("\u001b");
    }

    private static Diagnostic Refused(string text, DocumentFormat format)
    {
        var reading = Bounded(() => PackageReader.ReadText(text, format, "manifest"));
        reading.Manifest.ShouldBeNull();
        var finding = reading.Diagnostics.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Error);
        finding.Message.Length.ShouldBeLessThan(400);
        return finding;
    }

    private static PackageReading Bounded(Func<PackageReading> read)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var reading = read();
        watch.Elapsed.ShouldBeLessThan(Patience);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(MostAllocated);
        return reading;
    }
}
