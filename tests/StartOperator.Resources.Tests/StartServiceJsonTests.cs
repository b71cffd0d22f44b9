using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using StartOperator.Corpora;
using StartOperator.Package.Canonical;
using StartOperator.Resources.Tests.Schema;

namespace StartOperator.Resources.Tests;

public sealed class StartServiceJsonTests
{
    private static readonly SchemaNode Root = SchemaNode.Roots().Single(r => r.Path == StartService.KindName);

    [Fact]
    public void Every_field_of_the_spec_is_read_and_written() => SchemaSamples.Of(Under("spec")).Sample(
        spec =>
        {
            var full = spec!.AsObject();
            full["manifest"] = JsonNode.Parse(CanonicalManifest.ToJson(NoteKeeper.Manifest));
            ShouldBeSame(JsonSerializer.SerializeToNode(full.Deserialize(ResourcesJson.Default.StartServiceSpec), ResourcesJson.Default.StartServiceSpec), full);
        },
        iter: 200);

    [Fact]
    public void Every_field_of_the_status_is_read_and_written() => SchemaSamples.Of(Under("status")).Sample(
        status => ShouldBeSame(JsonSerializer.SerializeToNode(status.Deserialize(ResourcesJson.Default.StartServiceStatus), ResourcesJson.Default.StartServiceStatus), status),
        iter: 200);

    [Fact]
    public void Every_real_package_is_read_back_as_it_was_written()
    {
        foreach (var package in Corpus.Packages())
        {
            var written = JsonSerializer.Serialize(NoteKeeper.Resource("box", package.Manifest.Id, package.Spec), ResourcesJson.Default.StartService);
            var read = JsonSerializer.Deserialize(written, ResourcesJson.Default.StartService).ShouldNotBeNull();
            read.Spec.Manifest.Value.ShouldBe(package.Manifest, package.Folder);
            JsonSerializer.Serialize(read, ResourcesJson.Default.StartService).ShouldBe(written);
        }
    }

    [Fact]
    public void Every_real_package_survives_yaml()
    {
        foreach (var package in Corpus.Packages())
        {
            var json = JsonSerializer.SerializeToElement(NoteKeeper.Resource("box", package.Manifest.Id, package.Spec), ResourcesJson.Default.StartService);
            JsonElement.DeepEquals(ResourceYaml.Read(ResourceYaml.ToString(json)).ShouldHaveSingleItem(), json).ShouldBeTrue(package.Folder);
        }
    }

    [Fact]
    public void What_is_left_out_is_what_it_says_by_being_absent()
    {
        var spec = new StartServiceSpec { Manifest = new ManifestField(NoteKeeper.Manifest) };
        JsonSerializer.SerializeToNode(spec, ResourcesJson.Default.StartServiceSpec)!.AsObject().Select(f => f.Key).ShouldBe(["manifest"]);
    }

    [Fact]
    public void A_variable_without_a_value_is_empty() =>
        JsonSerializer.Deserialize("""{"name": "A"}""", ResourcesJson.Default.EnvironmentVariable).ShouldNotBeNull().Value.ShouldBe("");

    [Fact]
    public void A_status_without_lists_has_empty_ones()
    {
        var status = JsonSerializer.Deserialize("{}", ResourcesJson.Default.StartServiceStatus).ShouldNotBeNull();
        status.Conditions.ShouldBeEmpty();
        status.Volumes.ShouldBeEmpty();
    }

    [Fact]
    public void A_manifest_with_faults_is_told_and_takes_nothing_else_with_it()
    {
        const string Json = """{"metadata": {"name": "a"}, "spec": {"manifest": {"id": "A"}, "state": "Stopped"}}""";
        var service = JsonSerializer.Deserialize(Json, ResourcesJson.Default.StartService).ShouldNotBeNull();
        service.Spec.State.ShouldBe(ServiceState.Stopped);
        service.Spec.Manifest.Value.ShouldBeNull();
        service.Spec.Manifest.Diagnostics.Select(d => d.Path).ShouldContain("id");
        JsonSerializer.SerializeToElement(service, ResourcesJson.Default.StartService).GetProperty("spec").GetProperty("manifest").GetRawText().ShouldBe("""{"id":"A"}""");
    }

    [Theory]
    [InlineData("""{"metadata": {"name": "a"}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": null}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": {}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": {"manifest": null}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": {"manifest": {}, "state": "Sleeping"}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": {"manifest": {}, "state": 0}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": {"manifest": {}, "images": {"main": {"image": null}}}}""")]
    [InlineData("""{"metadata": {"name": "a"}, "spec": {"manifest": {}, "images": []}}""")]
    public void What_is_no_service_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(json, ResourcesJson.Default.StartService));

    private static SchemaNode Under(string field) => new($"{Root.Path}.{field}", Root.Schema.GetProperty("properties").GetProperty(field));

    private static void ShouldBeSame(JsonNode? actual, JsonNode? expected) =>
        JsonNode.DeepEquals(actual, expected).ShouldBeTrue($"expected {expected?.ToJsonString()}\nbut was  {actual?.ToJsonString()}");
}
