using System.Text;
using StartOperator.Package.Canonical;
using StartOperator.Package.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace StartOperator.Package.Tests;

public sealed class PackageReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_worked_example_reads_without_a_finding()
    {
        var reading = PackageReader.ReadFolder(NoteKeeper.Folder);
        reading.Diagnostics.ShouldBeEmpty();
        reading.HasErrors.ShouldBeFalse();
        reading.Manifest.ShouldBe(NoteKeeper.Manifest);
    }

    [Fact]
    public void A_manifest_in_TOML_is_taken_before_one_in_YAML_and_that_before_one_in_JSON()
    {
        _folder.Write("manifest.json", "[]");
        Only().Location!.Value.Source.ShouldEndWith("manifest.json");
        _folder.Write("manifest.yaml", "[]");
        Only().Location!.Value.Source.ShouldEndWith("manifest.yaml");
        _folder.Write("manifest.toml", "x = ");
        Only().Location!.Value.Source.ShouldEndWith("manifest.toml");

        Diagnostic Only() => PackageReader.ReadFolder(_folder.Path).Diagnostics.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_manifest_dot_yml_is_told_its_right_name()
    {
        _folder.Write("manifest.yml", NoteKeeper.Text);
        var finding = PackageReader.ReadFolder(_folder.Path).Diagnostics.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Error);
        finding.Remedy.ShouldContain("manifest.yaml");
    }

    [Fact]
    public void A_folder_without_a_manifest_is_an_error() =>
        PackageReader.ReadFolder(_folder.Path).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("there is no manifest");

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        PackageReader.ReadFolder(Path.Combine(_folder.Path, "no")).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("there is no folder");

    [Fact]
    public void A_file_that_is_not_there_is_an_error()
    {
        var reading = PackageReader.ReadFile(Path.Combine(_folder.Path, "manifest.yaml"));
        reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("can't be read");
        reading.Manifest.ShouldBeNull();
    }

    [Fact]
    public void A_file_in_no_known_language_is_an_error() =>
        PackageReader.ReadFile(_folder.Write("manifest.txt", NoteKeeper.Text)).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain(".toml");

    [Fact]
    public void A_file_that_is_not_UTF_8_is_an_error_where_it_stops_being_so()
    {
        var file = _folder.Write("manifest.yaml", "");
        File.WriteAllBytes(file, [.. "id: x\ntitle: "u8, 0xFF, 0xFE]);
        var finding = PackageReader.ReadFile(file).Diagnostics.ShouldHaveSingleItem();
        finding.Message.ShouldContain("UTF-8");
        finding.Location.ShouldBe(new SourceLocation(file, 2, 8));
    }

    [Theory]
    [InlineData("manifest.yaml")]
    [InlineData("manifest.json")]
    public void A_byte_order_mark_is_as_welcome_as_in_StartOS(string name)
    {
        var text = name.EndsWith("json", StringComparison.Ordinal) ? "{}" : NoteKeeper.Text;
        var file = _folder.Write(name, "");
        File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var reading = PackageReader.ReadFile(file);
        if (name == "manifest.yaml") reading.Manifest.ShouldBe(NoteKeeper.Manifest);
        else reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("does not parse");
    }

    [Fact]
    public void A_file_of_ten_megabytes_is_refused_without_being_parsed()
    {
        var file = _folder.Write("manifest.yaml", new string('[', 10 * 1024 * 1024));
        PackageReader.ReadFile(file).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("1024 KiB");
    }

    [Fact]
    public void The_same_manifest_reads_alike_from_YAML_and_JSON()
    {
        var json = _folder.Write("manifest.json", YamlToJson(NoteKeeper.Text));
        PackageReader.ReadFile(json).Manifest.ShouldBe(NoteKeeper.Manifest);
        CanonicalManifest.ToJson(PackageReader.ReadFile(json).Manifest!).ShouldBe(CanonicalManifest.ToJson(NoteKeeper.Manifest));
    }

    [Fact]
    public void A_manifest_in_TOML_reads_like_one_in_YAML()
    {
        var manifest = PackageReader.ReadText(Toml, DocumentFormat.Toml, "manifest.toml");
        manifest.Diagnostics.ShouldBeEmpty();
        manifest.Manifest.ShouldBe(NoteKeeper.Read(YamlOfToml).Manifest.ShouldNotBeNull());
    }

    private const string Toml = """
        id = "tiny"
        title = "Tiny"
        version = "1.0"
        release-notes = '''
        First
        build.'''
        license = "mit"
        wrapper-repo = "https://example.org/a"
        upstream-repo = "https://example.org/b"
        description.short = "Small"
        description.long = "Smaller"
        [main]
        type = "docker"
        image = "main"
        entrypoint = "run"
        args = [ "a",
          "b" ] # two
        mounts = { main = "/data" }
        [health-checks]
        [volumes.main]
        type = "data"
        [interfaces.web]
        name = "Web"
        description = "Page"
        ui = true
        protocols = ["tcp", "http"]
        lan-config = { 443 = { ssl = true, internal = 0x50 } }
        [interfaces.web.tor-config.port-mapping]
        80 = "80"
        [backup.create]
        type = "script"
        args = [{ a = 1 }, 2.5]
        [hardware-requirements]
        ram = 1_000_000
        [backup.restore]
        type = "script"
        """;

    private const string YamlOfToml = """
        id: tiny
        title: Tiny
        version: "1.0"
        release-notes: "First\nbuild."
        license: mit
        wrapper-repo: https://example.org/a
        upstream-repo: https://example.org/b
        description: {short: Small, long: Smaller}
        main: {type: docker, image: main, entrypoint: run, args: [a, b], mounts: {main: /data}}
        health-checks: {}
        volumes: {main: {type: data}}
        interfaces:
          web:
            {name: Web, description: Page, ui: true, protocols: [tcp, http], lan-config: {443: {ssl: true, internal: 80}}, tor-config: {port-mapping: {80: "80"}}}
        backup: {create: {type: script, args: [{a: 1}, 2.5]}, restore: {type: script}}
        hardware-requirements: {ram: 1000000}
        """;

    private static string YamlToJson(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Json(stream.Documents[0].RootNode);
    }

    private static string Json(YamlNode node) => node switch
    {
        YamlMappingNode map => "{" + string.Join(',', map.Children.Select(entry => Quote(((YamlScalarNode)entry.Key).Value!) + ":" + Json(entry.Value))) + "}",
        YamlSequenceNode list => "[" + string.Join(',', list.Children.Select(Json)) + "]",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } when text is "true" or "false" || ulong.TryParse(text, out _) => text!,
        YamlScalarNode scalar => Quote(scalar.Value!),
        _ => throw new InvalidOperationException(),
    };

    private static string Quote(string text) => "\"" + System.Text.Json.JsonEncodedText.Encode(text) + "\"";
}
