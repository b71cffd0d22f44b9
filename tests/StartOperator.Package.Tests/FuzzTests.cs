using CsCheck;
using StartOperator.Package.Canonical;
using StartOperator.Package.Tests.Canonical;

namespace StartOperator.Package.Tests;

public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        " ", "\n", "\t", ":", ": ", "- ", "\"", "'", "#", "{", "}", "[", "]", ",", "&a ", "*a", "!x ", "!!int ", "|\n", ">\n", "%", "@", "?", "\r\n", "0", "~",
        "---\n", "<<: ", "=", "é", "😀", "\u2028", "\u0085", "\0", "\ud800", "\\", "\\ud800", "null", "true",
        "-1", "1e9", ".inf", "99999999999999999999999", "=== \n",
    ];

    private static readonly Gen<Func<string, string>> Mutations = Gen.OneOf(
        Gen.Select(Gen.Double[0, 1], Gen.OneOf(Pieces)).Select((where, piece) => (Func<string, string>)(text => text.Insert(At(text, where), piece))),
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 20]).Select((where, length) => (Func<string, string>)(text => Cut(text, At(text, where), length))),
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Select((from, to) => (Func<string, string>)(text => MoveLine(text, from, to))),
        Gen.Double[0, 1].Select(where => (Func<string, string>)(text => text[..At(text, where)])));

    private static readonly string Json = CanonicalManifest.ToJson(NoteKeeper.Manifest);

    private static readonly string Spec = File.ReadAllText(Path.Combine(NoteKeeper.Folder, "assets/compat/config_spec.yaml"));

    [Fact]
    public void No_YAML_makes_the_reader_throw() =>
        Mutated(NoteKeeper.Text).Sample(text => Judge(PackageReader.ReadText(text, DocumentFormat.Yaml, "m")), iter: 2000);

    [Fact]
    public void No_TOML_makes_the_reader_throw() =>
        Mutated(Toml).Sample(text => Judge(PackageReader.ReadText(text, DocumentFormat.Toml, "m")), iter: 2000);

    [Fact]
    public void No_JSON_makes_the_reader_throw() => Mutated(Json).Sample(text => Judge(CanonicalManifest.Read(text, "m")), iter: 2000);

    [Fact]
    public void No_config_spec_makes_the_reader_throw() => Mutated(Spec).Sample(
        text =>
        {
            var reading = ConfigSpecReader.ReadText(text, DocumentFormat.Yaml, "s");
            (reading.Spec is null).ShouldBe(reading.Diagnostics.Any(finding => finding.Severity == Diagnostics.Severity.Error));
        },
        iter: 2000);

    [Fact]
    public void No_text_at_all_makes_the_reader_throw() => Gen.Select(Gen.OneOf(Pieces).Array[0, 40], Gen.Enum<DocumentFormat>()).Sample(
        (pieces, format) => Judge(PackageReader.ReadText(string.Concat(pieces), format, "m")), iter: 2000);

    private static Gen<string> Mutated(string text) =>
        Mutations.Array[1, 4].Select(mutations => mutations.Aggregate(text, (mutated, mutation) => mutation(mutated)));

    /// <summary>Whatever has no error has a manifest, and that survives the canonical form.</summary>
    private static void Judge(PackageReading reading)
    {
        (reading.Manifest is null).ShouldBe(reading.HasErrors);
        reading.Diagnostics.Any(finding => finding.Severity == Diagnostics.Severity.Error).ShouldBe(reading.HasErrors);
        reading.Diagnostics.ShouldAllBe(finding => finding.Message.Length > 0 && finding.Message.Length < 500 && finding.Remedy.Length > 0);
        if (reading.Manifest is not null) CanonicalManifestTests.ShouldSurvive(reading.Manifest);
    }

    private static string Cut(string text, int from, int length) => text.Remove(from, Math.Min(length, text.Length - from));

    private static int At(string text, double where) => (int)(where * text.Length);

    private static string MoveLine(string text, double from, double to)
    {
        var lines = text.Split('\n').ToList();
        var line = lines[(int)(from * (lines.Count - 1))];
        lines.Insert((int)(to * lines.Count), line);
        return string.Join('\n', lines);
    }

    private const string Toml = """
        id = "tiny"
        title = 'Tiny'
        version = "1.0"
        description = { short = "a", long = "b" }
        wrapper-repo = "https://example.org/a"
        [main]
        type = "docker"
        args = [ "a", "b" ]
        [[x.y]]
        z = 1
        [[x.y]]
        z = 1979-05-27T07:32:00Z
        [main.mounts]
        main = "/data"
        [hardware-requirements]
        ram = 1_000_000
        """;
}
