using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.Resources.Tests.Schema;

namespace StartOperator.Resources.Tests.Compatibility;

public sealed class DefinitionNarrowingTests
{
    private static readonly JsonElement Released = SchemaNode.Definition(SchemaNode.StartServiceFile);

    /// <summary>A place in the definition, the JSON to put there (null to take out what is there), and the one line about it.</summary>
    public static TheoryData<string, string?, string> Narrowed => new()
    {
        { "spec.group", "\"example.com\"", "StartService: group startoperator.io is now example.com" },
        { "spec.scope", "\"Cluster\"", "StartService: scope Namespaced is now Cluster" },
        { "spec.names.kind", "\"Service\"", "StartService: kind StartService is now Service" },
        { "spec.names.listKind", "\"Services\"", "StartService: listKind StartServiceList is now Services" },
        { "spec.names.plural", "\"services\"", "StartService: plural startservices is now services" },
        { "spec.names.singular", "\"service\"", "StartService: singular startservice is now service" },
        { "spec.names.shortNames", "[\"sts\"]", "StartService: ss of shortNames is gone" },
        { "spec.names.categories", null, "StartService: startos of categories is gone" },
        { "spec.versions.0.name", "\"v1\"", "StartService: version v1alpha1 is gone, and objects are stored in it" },
        { "spec.versions.0.served", "false", "StartService: version v1alpha1 is no longer served" },
        { "spec.versions.0.subresources", "{}", "StartService: version v1alpha1 has no subresource status any more" },
        { "spec.versions.0.subresources", null, "StartService: version v1alpha1 has no subresource status any more" },
        { "spec.versions.0.schema.openAPIV3Schema.properties.spec.properties.alias", null, "StartService.spec.alias: is gone, and would be pruned" },
    };

    /// <summary>A place in the definition, and what may be put there.</summary>
    public static TheoryData<string, string?> Allowed => new()
    {
        { "spec.names.shortNames", "[\"ss\", \"sts\"]" },
        { "spec.versions.0.storage", "false" },
        { "spec.versions.0.additionalPrinterColumns", null },
        { "spec.versions.0.subresources", "{\"status\": {}, \"scale\": {}}" },
        { "spec.versions.0.schema.openAPIV3Schema.description", "\"Something else.\"" },
    };

    [Theory]
    [MemberData(nameof(Narrowed))]
    public void What_is_narrowed_is_found(string path, string? value, string line) => DefinitionNarrowing.Of(Released, With(path, value)).ShouldBe([line]);

    [Theory]
    [MemberData(nameof(Allowed))]
    public void What_takes_nothing_away_is_nothing_to_tell(string path, string? value) => DefinitionNarrowing.Of(Released, With(path, value)).ShouldBeEmpty();

    [Fact]
    public void A_version_that_comes_beside_those_there_are_is_nothing_to_tell()
    {
        var now = JsonNode.Parse(Released.GetRawText())!;
        var versions = now["spec"]!["versions"]!.AsArray();
        var added = versions[0]!.DeepClone();
        added["name"] = "v1";
        versions[0]!["storage"] = false;
        versions.Insert(0, added);

        DefinitionNarrowing.Of(Released, JsonSerializer.SerializeToElement(now)).ShouldBeEmpty();
    }

    private static JsonElement With(string path, string? value)
    {
        var definition = JsonNode.Parse(Released.GetRawText())!;
        var steps = path.Split('.');
        var at = steps[..^1].Aggregate(definition, (node, step) => (node is JsonArray items ? items[int.Parse(step)] : node[step]).ShouldNotBeNull(step));
        if (value is null)
        {
            at.AsObject().Remove(steps[^1]).ShouldBeTrue(path);
        }
        else
        {
            at[steps[^1]] = JsonNode.Parse(value);
        }

        return JsonSerializer.SerializeToElement(definition);
    }
}
