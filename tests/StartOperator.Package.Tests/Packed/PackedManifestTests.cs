using System.Formats.Cbor;
using CsCheck;
using StartOperator.Package.Model;
using StartOperator.Package.Packed;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Tests.Packed;

public sealed class PackedManifestTests
{
    [Fact]
    public void The_worked_example_survives_packing() => ShouldSurvive(NoteKeeper.Manifest);

    [Fact]
    public void Every_manifest_survives_packing() => Manifests.Any.Sample(ShouldSurvive, iter: 500);

    [Fact]
    public void Every_real_package_survives_packing()
    {
        foreach (var package in Corpus.Packages()) ShouldSurvive(PackageReader.ReadFolder(package).Manifest.ShouldNotBeNull(package));
    }

    [Fact]
    public void What_the_packer_adds_is_the_version_of_StartOS_and_migrations()
    {
        var manifest = NoteKeeper.Manifest with { EosVersion = null, Migrations = null };
        var complete = PackedManifest.Complete(manifest);
        complete.EosVersion!.Text.ShouldBe("0.3.5.1");
        complete.Migrations!.From.ShouldBeEmpty();
        PackedManifest.Read(PackedManifest.ToCbor(manifest)).Manifest.ShouldBe(complete);
    }

    [Fact]
    public void Keys_are_in_the_order_of_the_contract_and_nothing_is_left_out() => Keys(Map(PackedManifest.ToCbor(NoteKeeper.Manifest))).ShouldBe(
    [
        "eos-version", "id", "git-hash", "title", "version", "description", "assets", "build", "release-notes", "license", "wrapper-repo", "upstream-repo",
        "support-site", "marketing-site", "donation-url", "alerts", "main", "health-checks", "config", "properties", "volumes", "interfaces", "backup",
        "migrations", "actions", "dependencies", "containers", "replaces", "hardware-requirements",
    ]);

    [Fact]
    public void What_is_absent_is_null()
    {
        var map = Map(PackedManifest.ToCbor(NoteKeeper.Manifest));
        map["git-hash"].ShouldBeNull();
        map["containers"].ShouldBeNull();
        ((Dictionary<string, object?>)map["main"]!)["shm-size-mb"].ShouldBeNull();
        ((Dictionary<string, object?>)map["assets"]!)["scripts"].ShouldBeNull();
    }

    [Fact]
    public void Health_checks_and_config_fields_are_maps_of_indefinite_length()
    {
        var cbor = PackedManifest.ToCbor(NoteKeeper.Manifest);
        Lengths(cbor, "health-checks", "web").ShouldBeNull();
        Lengths(cbor, "actions", "reset-password", "input-spec", "length").ShouldBeNull();
        Lengths(cbor, "volumes").ShouldNotBeNull();
        Lengths(cbor, "main").ShouldBe(11);
    }

    [Fact]
    public void Durations_are_written_so_that_StartOS_reads_them_right()
    {
        var manifest = NoteKeeper.Manifest with { Main = NoteKeeper.Manifest.Main with { SigtermTimeout = new Duration(500_000_000) } };
        ((Dictionary<string, object?>)Map(PackedManifest.ToCbor(manifest))["main"]!)["sigterm-timeout"].ShouldBe("500.0ms");
    }

    private static void ShouldSurvive(Manifest manifest)
    {
        var cbor = PackedManifest.ToCbor(manifest);
        var reading = PackedManifest.Read(cbor);
        reading.Diagnostics.Where(finding => finding.Path is not ("version" or "eos-version")).ShouldBeEmpty();
        reading.Manifest.ShouldBe(PackedManifest.Complete(manifest));
        reading.Manifest!.Version.Text.ShouldBe(manifest.Version.Text);
        PackedManifest.ToCbor(reading.Manifest).ShouldBe(cbor);
    }

    private static IEnumerable<string> Keys(Dictionary<string, object?> map) => map.Keys;

    private static Dictionary<string, object?> Map(byte[] cbor) => (Dictionary<string, object?>)Value(new CborReader(cbor))!;

    private static object? Value(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.StartMap:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                reader.ReadStartMap();
                while (reader.PeekState() != CborReaderState.EndMap) map.Add(reader.ReadTextString(), Value(reader));
                reader.ReadEndMap();
                return map;
            case CborReaderState.TextString:
                return reader.ReadTextString();
            case CborReaderState.Null:
                reader.ReadNull();
                return null;
            default:
                reader.SkipValue();
                return "something";
        }
    }

    /// <summary>The number of entries that the map at a path says it has; null for one of indefinite length.</summary>
    private static int? Lengths(byte[] cbor, params string[] path)
    {
        var reader = new CborReader(cbor);
        reader.ReadStartMap();
        foreach (var key in path.SkipLast(1))
        {
            while (reader.ReadTextString() != key) reader.SkipValue();
            reader.ReadStartMap();
        }

        while (reader.ReadTextString() != path[^1]) reader.SkipValue();
        return reader.ReadStartMap();
    }
}
