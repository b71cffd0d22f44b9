using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using StartOperator.Package.Canonical;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;

namespace StartOperator.Package.Tests.Canonical;

public sealed class CanonicalManifestTests
{
    [Fact]
    public void The_worked_example_survives_the_canonical_form() => ShouldSurvive(NoteKeeper.Manifest);

    [Fact]
    public void Every_manifest_survives_the_canonical_form() => Manifests.Any.Sample(ShouldSurvive, iter: 500);

    [Fact]
    public void Equal_manifests_have_equal_hashes() => Manifests.Any.Sample(
        manifest => Parse(CanonicalManifest.ToJson(manifest)).GetHashCode().ShouldBe(manifest.GetHashCode()),
        iter: 100);

    [Fact]
    public void The_order_of_keys_in_a_resource_means_nothing()
    {
        var sorted = Sorted(JsonNode.Parse(CanonicalManifest.ToJson(NoteKeeper.Manifest))!);
        Parse(sorted.ToJsonString()).ShouldBe(NoteKeeper.Manifest);
    }

    [Fact]
    public void Migrations_and_config_fields_are_lists_in_the_authors_order()
    {
        var json = Json(NoteKeeper.Manifest);
        json.GetProperty("migrations").GetProperty("from").EnumerateArray().Select(migration => migration.GetProperty("range").GetString())
            .ShouldBe(["<1.0.0", "*"]);
        var field = json.GetProperty("actions").GetProperty("reset-password").GetProperty("input-spec").EnumerateArray().ShouldHaveSingleItem();
        field.GetProperty("key").GetString().ShouldBe("length");
        field.GetProperty("range").GetString().ShouldBe("[8,64]");
    }

    [Fact]
    public void Defaults_nulls_and_unknown_keys_are_left_out()
    {
        var manifest = NoteKeeper.Read(NoteKeeper.With("args: [config, get", "inject: false\n    shm-size-mb: ~\n    args-count: 4\n    args: [config, get")).Manifest!;
        var get = Json(manifest).GetProperty("config").GetProperty("get");
        get.TryGetProperty("inject", out _).ShouldBeFalse();
        get.TryGetProperty("shm-size-mb", out _).ShouldBeFalse();
        get.TryGetProperty("args-count", out _).ShouldBeFalse();
        get.GetProperty("system").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void A_health_checks_procedure_stays_beside_its_name()
    {
        var check = Json(NoteKeeper.Manifest).GetProperty("health-checks").GetProperty("web");
        check.GetProperty("name").GetString().ShouldBe("Web page");
        check.GetProperty("entrypoint").GetString().ShouldBe("check-web.sh");
        check.GetProperty("timeout").GetString().ShouldBe("10s");
    }

    [Fact]
    public void Ports_are_written_as_StartOS_writes_them()
    {
        var web = Json(NoteKeeper.Manifest).GetProperty("interfaces").GetProperty("web");
        web.GetProperty("tor-config").GetProperty("port-mapping").GetProperty("80").GetString().ShouldBe("8080");
        web.GetProperty("lan-config").GetProperty("443").GetProperty("internal").GetInt32().ShouldBe(8080);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9_007_199_254_740_993)]
    [InlineData(long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void Memory_of_64_bits_survives(ulong bytes) =>
        ShouldSurvive(NoteKeeper.Manifest with { HardwareRequirements = new HardwareRequirements { Ram = bytes } });

    [Fact]
    public void The_canonical_form_is_not_read_as_the_authors_nor_the_other_way_round()
    {
        var canonical = CanonicalManifest.ToJson(NoteKeeper.Manifest);
        PackageReader.ReadText(canonical, DocumentFormat.Json, "m").Diagnostics.Select(finding => finding.Path)
            .ShouldBe(["migrations.from", "migrations.to", "actions.reset-password.input-spec"]);

        var authored = JsonNode.Parse(canonical)!;
        authored["migrations"]!["from"] = new JsonObject();
        CanonicalManifest.Read(authored.ToJsonString(), "m").Diagnostics.ShouldHaveSingleItem().Path.ShouldBe("migrations.from");
    }

    [Fact]
    public void A_fault_in_a_resource_has_a_path_but_no_line()
    {
        var resource = JsonNode.Parse(CanonicalManifest.ToJson(NoteKeeper.Manifest))!;
        resource["health-checks"]!["web"]!["entrypoint"] = 7;
        resource["migrations"]!["from"]![1]!["range"] = "1.0";
        using var document = JsonDocument.Parse(resource.ToJsonString());

        var reading = CanonicalManifest.Read(document.RootElement);

        reading.Manifest.ShouldBeNull();
        reading.Diagnostics.Select(finding => finding.Path).ShouldBe(["health-checks.web.entrypoint", "migrations.from.1.range"]);
        reading.Diagnostics.ShouldAllBe(finding => finding.Location == null && finding.Severity == Severity.Error);
    }

    [Fact]
    public void Broken_JSON_is_one_error() =>
        CanonicalManifest.Read("{", "resource").Diagnostics.ShouldHaveSingleItem().Location!.Value.Source.ShouldBe("resource");

    /// <summary>Asserts that a manifest reads back from its canonical form, from text and from parsed JSON, without a finding but about versions' tails.</summary>
    internal static void ShouldSurvive(Manifest manifest)
    {
        var text = CanonicalManifest.ToJson(manifest);
        Parse(text).ShouldBe(manifest);

        using var document = JsonDocument.Parse(text);
        var reading = CanonicalManifest.Read(document.RootElement);
        reading.Diagnostics.Where(finding => finding.Path is not ("version" or "eos-version")).ShouldBeEmpty(text);
        reading.Manifest.ShouldBe(manifest);
        reading.Manifest!.Version.Text.ShouldBe(manifest.Version.Text);
        CanonicalManifest.ToJson(reading.Manifest).ShouldBe(text);
    }

    private static JsonElement Json(Manifest manifest) => JsonDocument.Parse(CanonicalManifest.ToJson(manifest)).RootElement;

    private static Manifest Parse(string text)
    {
        var reading = CanonicalManifest.Read(text, "canonical");
        return reading.Manifest.ShouldNotBeNull(string.Join('\n', reading.Diagnostics) + text);
    }

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderByDescending(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value is null ? null : Sorted(entry.Value))).ToList()),
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Sorted(item))]),
        _ => node.DeepClone(),
    };
}
