using StartOperator.Package.Model;

namespace StartOperator.Package.Tests.Reading;

public sealed class ParticularsTests
{
    [Theory]
    [InlineData("id: note-keeper", "id")]
    [InlineData("title: Note Keeper", "title")]
    [InlineData("version: \"1.4.0.2\"", "version")]
    [InlineData("release-notes: First build.", "release-notes")]
    [InlineData("license: mit", "license")]
    [InlineData("wrapper-repo: https://example.org/note-keeper-startos", "wrapper-repo")]
    [InlineData("upstream-repo: https://example.org/note-keeper", "upstream-repo")]
    [InlineData("  short: Keeps notes.", "description.short")]
    [InlineData("  long: Keeps notes and serves them over HTTP.", "description.long")]
    public void What_is_required_must_be_there_and_not_null(string line, string path)
    {
        NoteKeeper.ShouldFailAt(NoteKeeper.With(line + "\n", ""), path).Message.ShouldContain("missing");
        NoteKeeper.ShouldFailAt(NoteKeeper.With(line + "\n", line.Split(':')[0] + ": ~\n"), path).Message.ShouldContain("null");
    }

    [Theory]
    [InlineData("main:")]
    [InlineData("health-checks:")]
    [InlineData("backup:")]
    [InlineData("description:")]
    public void Whole_sections_are_required_too(string section) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.Without(section), section.TrimEnd(':')).Message.ShouldContain("missing");

    [Theory]
    [InlineData("volumes:")]
    [InlineData("interfaces:")]
    public void Without_volumes_or_interfaces_what_refers_to_them_is_not_blamed(string section) =>
        NoteKeeper.Read(NoteKeeper.Without(section)).Diagnostics.ShouldHaveSingleItem().Path.ShouldBe(section.TrimEnd(':'));

    [Fact]
    public void An_explicit_null_is_as_good_as_absence_where_nothing_is_required()
    {
        string[] written = ["build", "assets", "hardware-requirements", "alerts", "properties", "config"];
        string[] absent = ["git-hash", "support-site", "marketing-site", "donation-url", "replaces", "containers"];
        var text = NoteKeeper.Without([.. written.Select(key => key + ":")]) + string.Concat(written.Concat(absent).Select(key => $"{key}: ~\n"));
        var manifest = NoteKeeper.ShouldBeFine(text);
        manifest.Config.ShouldBeNull();
        manifest.Assets.ShouldBe(new AssetPaths());
        manifest.HardwareRequirements.ShouldBe(new HardwareRequirements());
    }

    [Theory]
    [InlineData("Note Keeper with 29 characters", false)]
    [InlineData("Note Keeper - 29 characters x", true)]
    [InlineData("ÄÖÜÄÖÜÄÖÜÄÖÜÄÖ", true)]
    [InlineData("ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜ", false)]
    [InlineData("", true)]
    public void A_title_has_fewer_than_30_bytes(string title, bool fine)
    {
        var text = NoteKeeper.With("title: Note Keeper", $"title: \"{title}\"");
        if (fine) NoteKeeper.ShouldBeFine(text);
        else NoteKeeper.ShouldFailAt(text, "title").Message.ShouldContain("30 bytes");
    }

    [Theory]
    [InlineData("short", 160)]
    [InlineData("long", 5000)]
    public void Descriptions_are_measured_in_characters(string key, int most)
    {
        var line = key == "short" ? "short: Keeps notes." : "long: Keeps notes and serves them over HTTP.";
        NoteKeeper.ShouldBeFine(NoteKeeper.With(line, $"{key}: {string.Concat(Enumerable.Repeat("😀", most))}"));
        NoteKeeper.ShouldFailAt(NoteKeeper.With(line, $"{key}: {string.Concat(Enumerable.Repeat("😀", most + 1))}"), $"description.{key}");
    }

    [Theory]
    [InlineData("1.2.3-beta", "1.2.3")]
    [InlineData("\"1.2.\"", "1.2.0")]
    public void What_follows_a_version_is_a_warning(string version, string canonical)
    {
        var text = NoteKeeper.With("version: \"1.4.0.2\"", $"version: {version}");
        NoteKeeper.ShouldWarnAt(text, "version").Message.ShouldContain(canonical);
        NoteKeeper.Read(text).Manifest!.Version.Canonical.ShouldBe(canonical);
    }

    [Fact]
    public void Without_quotes_two_numbers_are_no_version_but_four_are() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("version: \"1.4.0.2\"", "version: 1.4.0.2")).Version.Text.ShouldBe("1.4.0.2");

    [Theory]
    [InlineData("v1.2")]
    [InlineData("1.2.3.4.5")]
    [InlineData("\"\"")]
    public void What_is_no_version_is_an_error(string version) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("version: \"1.4.0.2\"", $"version: {version}"), "version");

    [Theory]
    [InlineData("https://example.org", "https://example.org/")]
    [InlineData("HTTPS://Example.org/A", "https://example.org/A")]
    [InlineData("' https://example.org/a '", "https://example.org/a")]
    [InlineData("https:example.org/a", "https://example.org/a")]
    [InlineData("https:////example.org/a", "https://example.org/a")]
    [InlineData("https://example.org:443/a", "https://example.org/a")]
    [InlineData("https://user:pw@example.org/a?b#c", "https://user:pw@example.org/a?b#c")]
    [InlineData("https://example.org/a b", "https://example.org/a%20b")]
    [InlineData("mailto:a@example.org", "mailto:a@example.org")]
    [InlineData("ssh://git@example.org/a", "ssh://git@example.org/a")]
    [InlineData("http://[::1]:8080/", "http://[::1]:8080/")]
    public void Absolute_URLs_are_URLs(string text, string url) =>
        NoteKeeper.ShouldBeFine(NoteKeeper.And($"support-site: {text}")).SupportSite!.AbsoluteUri.ShouldBe(url);

    [Theory]
    [InlineData("''")]
    [InlineData("' '")]
    [InlineData("/a/b")]
    [InlineData("example.org")]
    [InlineData("example.org/a")]
    [InlineData("git@example.org:a/b.git")]
    [InlineData("//example.org")]
    [InlineData("'https://'")]
    [InlineData("'https://:80'")]
    [InlineData("https://example.org:99999/")]
    [InlineData("https://exa mple.org/")]
    [InlineData("1http://example.org/")]
    [InlineData("TBD")]
    public void Anything_else_is_no_URL(string text) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.And($"marketing-site: {text}"), "marketing-site").Message.ShouldContain("not an absolute URL");

    [Fact]
    public void Nine_short_words_can_be_replaced_and_no_more()
    {
        NoteKeeper.ShouldBeFine(NoteKeeper.And("replaces: [a, b, c, d, e, f, g, h, '123456789']")).Replaces.Count.ShouldBe(9);
        NoteKeeper.ShouldFailAt(NoteKeeper.And("replaces: [a, b, c, d, e, f, g, h, i, j]"), "replaces");
        NoteKeeper.ShouldFailAt(NoteKeeper.And("replaces: [a, 'éééééé']"), "replaces.1");
    }

    [Fact]
    public void Containers_are_rejected_as_StartOS_rejects_them() =>
        NoteKeeper.ShouldFailAt(NoteKeeper.And("containers: {main: {image: main}}"), "containers");

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("18446744073709551616")]
    public void Memory_is_a_whole_number_of_64_bits(string ram) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("ram: 2147483648", $"ram: {ram}"), "hardware-requirements.ram");

    [Theory]
    [InlineData("compat: v0", "compat")]
    public void A_manifest_of_EmbassyOS_0_2_is_named_as_such_and_nothing_else_is(string line, string path) =>
        NoteKeeper.ShouldFailAt(line + "\nid: 5\nmain: x", path).Message.ShouldContain("0.2");

    [Fact]
    public void A_manifest_of_EmbassyOS_0_2_is_known_by_its_keys_too() =>
        NoteKeeper.ShouldFailAt("id: x\ntitle: y\nos-version-required: '>=0.2.5'\nports: []\nimage: {type: tar}", "os-version-required").Message
            .ShouldContain("0.2");

    [Theory]
    [InlineData("Note-Keeper")]
    [InlineData("note_keeper")]
    [InlineData("note-keeper-2")]
    [InlineData("-note")]
    [InlineData("note-")]
    [InlineData("note--keeper")]
    [InlineData("''")]
    [InlineData("\"note\\n\"")]
    [InlineData("nöte")]
    public void Identifiers_have_lower_case_letters_and_single_hyphens_only(string id) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("id: note-keeper", $"id: {id}"), "id").Remedy.ShouldContain("hyphens");

    [Fact]
    public void Identifiers_fit_into_a_DNS_label()
    {
        NoteKeeper.ShouldBeFine(NoteKeeper.With("id: note-keeper", $"id: {new string('a', 63)}"));
        NoteKeeper.ShouldFailAt(NoteKeeper.With("id: note-keeper", $"id: {new string('a', 64)}"), "id").Message.ShouldContain("DNS label");
    }

    [Fact]
    public void Project_paths_hold_no_control_characters() =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("icon: icon.svg", "icon: \"a\\0\""), "assets.icon").Message.ShouldContain("U+0000");
}
