using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Tests.Reading;

public sealed class SyntaxTests
{
    [Theory]
    [InlineData("id: \"x\ntitle: y", 1)]
    [InlineData("id: x\n title: y", 2)]
    [InlineData("args: [a, b\nid: x", 2)]
    [InlineData("id: x\n\ttitle: y", 2)]
    [InlineData("id: x\nmain:\n\ttype: docker", 3)]
    [InlineData("id: x\ntitle: @y", 2)]
    [InlineData("id: x\ntitle: a: b", 2)]
    [InlineData("id: *x", 1)]
    [InlineData("id: x\n---\nid: y", 2)]
    [InlineData("", 1)]
    [InlineData("# nothing", 1)]
    [InlineData("id: x\n[a]: y", 2)]
    [InlineData("id: x\n~: y", 2)]
    [InlineData("id: !!int x", 1)]
    [InlineData("id: \"\u0001\"", 1)]
    [InlineData("id: \"\\ud800\"", 1)]
    [InlineData("%YAML 99999999999999999999.1\n---\nid: x", 1)]
    public void YAML_that_does_not_parse_is_one_error_at_its_line(string text, int line)
    {
        var finding = Only(text, DocumentFormat.Yaml);
        finding.Location.ShouldNotBeNull().Line.ShouldBe(line);
        finding.Location!.Value.Column.ShouldBeGreaterThanOrEqualTo(1);
    }

    [Theory]
    [InlineData("id = ", 1)]
    [InlineData("id = \"x\"\nid = \"y\"", 2)]
    [InlineData("id = \"x\"\ntitle = 'y", 2)]
    [InlineData("[main]\n[main]", 2)]
    [InlineData("id = \"\\ud800\"", 1)]
    public void TOML_that_does_not_parse_is_one_error_at_its_line(string text, int line) =>
        Only(text, DocumentFormat.Toml).Location.ShouldNotBeNull().Line.ShouldBe(line);

    [Theory]
    [InlineData("{\"id\": \"x\",}", 1, 12)]
    [InlineData("{\n  \"id\": \"x\n\"}", 2, 11)]
    [InlineData("{\n  // no\n}", 2, 3)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("", 1, 1)]
    [InlineData("{\"ü\": \"ü\", x}", 1, 12)]
    [InlineData("{\"id\": \"\\ud800\"}", 1, 8)]
    [InlineData("{\"ram\": 1e999}", 1, 9)]
    public void JSON_that_does_not_parse_is_one_error_at_its_place(string text, int line, int column)
    {
        var finding = Only(text, DocumentFormat.Json);
        finding.Location.ShouldBe(new SourceLocation("manifest", line, column));
    }

    [Theory]
    [InlineData("id: '{0}'", DocumentFormat.Yaml)]
    [InlineData("id = '{0}'", DocumentFormat.Toml)]
    [InlineData("[\"{0}\"]", DocumentFormat.Json)]
    public void Half_a_surrogate_pair_is_one_error(string text, DocumentFormat format) =>
        Only(text.Replace("{0}", "\ud83d", StringComparison.Ordinal), format).Message.ShouldContain("surrogate");

    [Fact]
    public void The_marks_of_an_unfinished_merge_are_named()
    {
        var finding = Only("id: x\r\n<<<<<<< HEAD\r\ntitle: a\r\n=======\r\ntitle: b\r\n>>>>>>> main\r\n", DocumentFormat.Yaml);
        finding.Message.ShouldContain("conflict marker");
        finding.Location!.Value.Line.ShouldBe(2);
    }

    [Fact]
    public void The_marks_of_a_merge_are_fine_where_they_are_text()
    {
        var text = NoteKeeper.With("release-notes: First build.", "release-notes: |\n  <<<<<<< HEAD\n  >>>>>>> main");
        NoteKeeper.ShouldBeFine(text).ReleaseNotes.ShouldBe("<<<<<<< HEAD\n>>>>>>> main\n");
    }

    [Theory]
    [InlineData("- a")]
    [InlineData("text")]
    [InlineData("7")]
    [InlineData("~")]
    public void A_document_that_is_no_map_is_one_error(string text) => Only(text, DocumentFormat.Yaml).Message.ShouldContain("must be a map");

    [Theory]
    [InlineData("\"Note\nKeeper\"")]
    [InlineData("\"Note\n\n\\\"Keeper\"")]
    [InlineData("\"Note\r\nKeeper\"")]
    public void Further_lines_of_a_double_quoted_text_may_start_at_the_margin(string title) =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("title: Note Keeper", $"title: {title}")).Title.ShouldStartWith("Note");

    [Fact]
    public void Further_lines_of_a_list_in_brackets_may_start_at_the_margin() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("args: [\"--port\", \"8080\"]", "args: [a,\nb,\n c\n]")).Main.Args.ShouldBe(["a", "b", "c"]);

    [Fact]
    public void A_block_of_text_may_start_with_a_line_of_blanks() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("release-notes: First build.", "release-notes: |\n   \n    First\n     build")).ReleaseNotes
            .ShouldBe("\nFirst\n build\n");

    [Theory]
    [InlineData("1984")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("0x1F")]
    [InlineData("-.inf")]
    [InlineData("[a]")]
    [InlineData("{a: b}")]
    public void Only_a_string_is_a_string(string value) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("title: Note Keeper", $"title: {value}"), "title").Message.ShouldStartWith("must be a string");

    [Theory]
    [InlineData("'1984'", "1984")]
    [InlineData("007", "007")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1_000", "1_000")]
    [InlineData("yes", "yes")]
    [InlineData("No", "No")]
    [InlineData("infinity", "infinity")]
    [InlineData("1e999", "1e999")]
    [InlineData("!!str 5", "5")]
    [InlineData("! 5", "5")]
    [InlineData("2001-01-01", "2001-01-01")]
    [InlineData("0xZZ", "0xZZ")]
    [InlineData("12:30", "12:30")]
    public void Some_texts_need_no_quotes_although_they_look_otherwise(string value, string title) =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("title: Note Keeper", $"title: {value}")).Title.ShouldBe(title);

    [Fact]
    public void A_number_without_quotes_is_told_to_get_some()
    {
        var finding = NoteKeeper.ShouldFailAt(NoteKeeper.With("version: \"1.4.0.2\"", "version: 24.02"), "version");
        finding.Remedy.ShouldBe("quote it: \"24.02\"");
        finding.Location.ShouldBe(new SourceLocation("manifest.yaml", 3, 10));
    }

    [Fact]
    public void A_date_in_TOML_is_no_string()
    {
        var finding = PackageReader.ReadText("title = 1979-05-27", DocumentFormat.Toml, "m").Diagnostics[0];
        finding.Path.ShouldBe("title");
        finding.Message.ShouldContain("date");
    }

    [Fact]
    public void A_key_that_is_there_twice_is_a_warning_and_the_last_one_counts()
    {
        var text = NoteKeeper.And("title: Other");
        var finding = NoteKeeper.ShouldWarnAt(text, "title");
        finding.Message.ShouldContain("lines 2 and 123");
        finding.Location!.Value.Line.ShouldBe(123);
        NoteKeeper.Read(text).Manifest!.Title.ShouldBe("Other");
    }

    [Fact]
    public void A_key_that_is_there_twice_in_JSON_is_a_warning_too() =>
        PackageReader.ReadText("{\"id\": \"a\", \"id\": \"b\"}", DocumentFormat.Json, "m").Diagnostics
            .ShouldContain(finding => finding.Severity == Severity.Warning && finding.Path == "id");

    [Fact]
    public void Aliases_are_followed()
    {
        var manifest = NoteKeeper.ShouldBeFine(NoteKeeper.With("args: [\"--port\", \"8080\"]", "args: [&a x, *a, *a]"));
        manifest.Main.Args.ShouldBe(["x", "x", "x"]);
    }

    [Fact]
    public void Merge_keys_are_not_applied_because_StartOS_does_not()
    {
        var text = NoteKeeper.With("license: mit", "license: mit\n<<: {build: [x]}").Replace("build: [make]\n", "", StringComparison.Ordinal);
        NoteKeeper.ShouldWarnAt(text, "<<").Remedy.ShouldContain("merge keys");
        NoteKeeper.Read(text).Manifest!.Build.ShouldBeNull();
    }

    [Fact]
    public void An_unknown_key_is_a_warning_with_its_whole_path()
    {
        var text = NoteKeeper.With("    success-message: Notes can be read.", "    success-message: Notes can be read.\n    critical: true");
        NoteKeeper.ShouldWarnAt(text, "health-checks.web.critical").Location.ShouldBe(new SourceLocation("manifest.yaml", 27, 5));
    }

    [Theory]
    [InlineData("min-os-version", "eos-version")]
    [InlineData("supportSite", "support-site")]
    [InlineData("donation_url", "donation-url")]
    public void An_unknown_key_that_resembles_a_known_one_is_told_so(string key, string known) =>
        NoteKeeper.ShouldWarnAt(NoteKeeper.And($"{key}: x"), key).Remedy.ShouldContain($"'{known}'");

    [Fact]
    public void Findings_come_in_the_order_of_the_file_and_what_is_missing_at_the_end_of_its_map()
    {
        var text = NoteKeeper.Without("title:")
            .Replace("    name: Web\n", "", StringComparison.Ordinal)
            .Replace("license: mit", "license: 5", StringComparison.Ordinal)
            .Replace("alerts: {uninstall: All notes are lost.}", "alerts: {uninstall: 6}", StringComparison.Ordinal);
        NoteKeeper.Read(text).Diagnostics.Select(finding => finding.Path).ShouldBe(["license", "interfaces.web.name", "alerts.uninstall", "title"]);
    }

    private static Diagnostic Only(string text, DocumentFormat format)
    {
        var reading = PackageReader.ReadText(text, format, "manifest");
        reading.Manifest.ShouldBeNull();
        var finding = reading.Diagnostics.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Error);
        finding.Path.ShouldBeEmpty();
        finding.Remedy.ShouldNotBeEmpty();
        return finding;
    }
}
