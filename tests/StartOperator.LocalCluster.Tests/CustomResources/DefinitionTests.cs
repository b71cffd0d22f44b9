using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.CustomResources;

/// <summary>What a CustomResourceDefinition itself may say.</summary>
public sealed class DefinitionTests(Servers servers)
{
    private const string Path = "customresourcedefinitions";

    private const string Plain = """{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"}}}}}""";

    /// <summary>Each row changes a valid definition by a JSON merge patch.</summary>
    [Theory]
    [EachServer("""{"metadata":{"name":"other.example.com"}}""", "metadata.name")]
    [EachServer("""{"metadata":{"name":"Widgets"}}""", "metadata.name")]
    [EachServer("""{"spec":{"group":"example"}}""", "metadata.name spec.group")]
    [EachServer("""{"spec":{"group":""}}""", "metadata.name spec.group")]
    [EachServer("""{"spec":{"group":"Bad.example.com"}}""", "metadata.name spec.group")]
    [EachServer("""{"spec":{"scope":"Galaxy"}}""", "spec.scope")]
    [EachServer("""{"spec":{"scope":null}}""", "spec.scope")]
    [EachServer("""{"spec":{"names":{"plural":""}}}""", "metadata.name spec.names.plural")]
    [EachServer("""{"spec":{"names":{"plural":"Widgets"}}}""", "metadata.name spec.names.plural")]
    [EachServer("""{"spec":{"names":{"singular":"Widget"}}}""", "spec.names.singular")]
    [EachServer("""{"spec":{"names":{"kind":"my-Widget_"}}}""", "spec.names.kind")]
    [EachServer("""{"spec":{"names":{"kind":""}}}""", "spec.names.kind")]
    [EachServer("""{"spec":{"names":{"kind":null,"singular":null,"listKind":null}}}""", "spec.names.kind spec.names.listKind spec.names.singular")]
    [EachServer("""{"spec":{"names":{"listKind":"Widget"}}}""", "spec.names.listKind")]
    [EachServer("""{"spec":{"names":{"shortNames":["wd","W D"],"categories":["all","Bad"]}}}""", "spec.names.categories[1] spec.names.shortNames[1]")]
    [EachServer("""{"spec":{"versions":[]}}""", "spec.versions status.storedVersions")]
    [EachServer("""{"spec":{"versions":null}}""", "spec.versions status.storedVersions")]
    [EachServer("""{"spec":{"preserveUnknownFields":true}}""", "spec.preserveUnknownFields")]
    [EachServer("""{"spec":{"conversion":{"strategy":"Magic"}}}""", "spec.conversion.strategy")]
    [EachServer("""{"spec":{"conversion":{"strategy":"Webhook"}}}""", "spec.conversion.conversionReviewVersions spec.conversion.webhookClientConfig")]
    [EachServer("""{"spec":{"conversion":{"strategy":"None","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"https://example.com"}}}}}""", "spec.conversion.conversionReviewVersions spec.conversion.webhookClientConfig")]
    [EachServer("""{"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v9"],"clientConfig":{}}}}}""", "spec.conversion.conversionReviewVersions spec.conversion.webhookClientConfig")]
    public Task A_definition_that_can_not_be_is_refused(string server, string change, string causes) =>
        Refused(server, causes, (_, definition) => WidgetDefinitions.Merge(definition, JsonNode.Parse(change)!.AsObject()));

    /// <summary>Each row changes the one version of a valid definition by a JSON merge patch.</summary>
    [Theory]
    [EachServer("""{"name":"V1"}""", "spec.version spec.versions[0].name")]
    [EachServer("""{"storage":false}""", "spec.versions status.storedVersions")]
    [EachServer("""{"schema":null}""", "spec.versions[0].schema.openAPIV3Schema")]
    [EachServer("""{"deprecationWarning":"old"}""", "spec.versions[0].deprecationWarning")]
    [EachServer("""{"deprecated":true,"deprecationWarning":""}""", "spec.versions[0].deprecationWarning")]
    [EachServer("""{"additionalPrinterColumns":[{"name":"","type":"text","jsonPath":"spec","format":"odd"}]}""", "spec.additionalPrinterColumns[0].JSONPath spec.additionalPrinterColumns[0].format spec.additionalPrinterColumns[0].name spec.additionalPrinterColumns[0].type")]
    [EachServer("""{"additionalPrinterColumns":[{"name":"A","type":"","jsonPath":""}]}""", "spec.additionalPrinterColumns[0].JSONPath spec.additionalPrinterColumns[0].type")]
    [EachServer("""{"selectableFields":[{"jsonPath":""},{"jsonPath":"spec.a"},{"jsonPath":".spec.b"},{"jsonPath":".spec"},{"jsonPath":".spec.a"},{"jsonPath":".spec.a"},{"jsonPath":".spec['a']"}]}""", "spec.selectableFields[0].jsonPath spec.selectableFields[1].jsonPath spec.selectableFields[2].jsonPath spec.selectableFields[3].jsonPath spec.selectableFields[5].jsonPath spec.selectableFields[6].jsonPath")]
    [EachServer("""{"subresources":{"scale":{"specReplicasPath":"spec.replicas","statusReplicasPath":".spec.replicas"}}}""", "spec.subresources.scale.specReplicasPath spec.subresources.scale.statusReplicasPath")]
    [EachServer("""{"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"oneOf":[{"required":["spec"]}]}}}""", "spec.validation.openAPIV3Schema")]
    public Task A_version_that_can_not_be_is_refused(string server, string change, string causes) =>
        Refused(server, causes, (_, definition) => WidgetDefinitions.Merge(definition["spec"]!["versions"]![0]!.AsObject(), JsonNode.Parse(change)!.AsObject()));

    [Theory]
    [EachServer]
    public Task Two_versions_with_one_name_or_two_stored_ones_are_refused(string server) => Refused(server, "spec.versions status.storedVersions", (_, definition) =>
    {
        var versions = definition["spec"]!["versions"]!.AsArray();
        versions.Add(versions[0]!.DeepClone());
    });

    [Theory]
    [EachServer]
    public Task Faults_of_versions_that_differ_are_told_by_version(string server) => Refused(server, "spec.versions[1].schema.openAPIV3Schema.properties[x].type", (_, definition) =>
    {
        var versions = definition["spec"]!["versions"]!.AsArray();
        var other = versions[0]!.DeepClone();
        (other["name"], other["storage"]) = ("v2", false);
        other["schema"]!["openAPIV3Schema"] = JsonNode.Parse("""{"type":"object","properties":{"x":{"type":"sting"}}}""");
        versions.Add(other);
    });

    [Theory]
    [EachServer("", "metadata.annotations[api-approved.kubernetes.io]")]
    [EachServer("maybe", "metadata.annotations[api-approved.kubernetes.io]")]
    public Task The_communitys_own_groups_need_approval(string server, string approval, string causes) => Refused(server, causes, (api, definition) =>
    {
        var group = $"{api.Token}.k8s.io";
        definition["spec"]!["group"] = group;
        definition["metadata"] = new JsonObject { ["name"] = $"widgets.{group}", ["annotations"] = new JsonObject { ["api-approved.kubernetes.io"] = approval } };
    });

    [Theory]
    [EachServer("""{"spec":{"scope":"Cluster"}}""", "spec.scope")]
    [EachServer("""{"spec":{"group":"other.example.com"}}""", "spec.group")]
    [EachServer("""{"spec":{"names":{"kind":"Gadget"}}}""", "spec.names.kind")]
    [EachServer("""{"spec":{"names":{"plural":"gadgets"}}}""", "spec.names.plural")]
    public Task What_objects_are_stored_by_can_not_change(string server, string patch, string causes) => servers.RunAsync(server, async api =>
    {
        var definition = WidgetDefinitions.Widgets(api.Group, Plain);
        await WidgetDefinitions.MakeAsync(api, definition);

        (await api.PatchAsync($"{Path}/widgets.{api.Group}", PatchTypes.Merge, patch)).ShouldFail(422, "Invalid", causes.Split(' '));
    });

    [Theory]
    [EachServer]
    public Task A_version_that_objects_may_be_stored_in_stays(string server) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Widgets(api.Group, Plain));
        var path = $"{Path}/widgets.{api.Group}";

        (await api.PatchAsync(path, PatchTypes.Json, """[{"op":"replace","path":"/spec/versions/0/name","value":"v2"}]""")).ShouldFail(422, "Invalid", "status.storedVersions[0]");
    });

    [Theory]
    [EachServer]
    public Task An_unknown_format_is_warned_of_once(string server) => servers.RunAsync(server, async api =>
    {
        var schema = WidgetDefinitions.Schema("""{"a":{"type":"string","format":"odd"},"b":{"type":"integer","format":"int16"},"c":{"type":"string","format":"date-time"}}""");
        var definition = WidgetDefinitions.Widgets(api.Group, schema);
        var answer = await api.PostAsync(Path, definition.ToJsonString());
        await WidgetDefinitions.ServedAsync(api, definition);

        answer.ShouldSucceed(201).Warnings.ShouldBe(["unrecognized format \"odd\"", "unrecognized format \"int16\""], ignoreOrder: true);
        var update = await api.PatchAsync($"{Path}/widgets.{api.Group}", PatchTypes.Merge, """{"metadata":{"labels":{"a":"b"}}}""");
        update.ShouldSucceed().Warnings.ShouldBeEmpty();
    });

    private Task Refused(string server, string causes, Action<ApiClient, JsonObject> change) => servers.RunAsync(
        server,
        async api =>
        {
            var definition = WidgetDefinitions.Widgets(api.Group, Plain);
            change(api, definition);

            (await api.PostAsync(Path, definition.ToJsonString())).ShouldFail(422, "Invalid", causes.Split(' '));
        },
        sameWords: false);
}
