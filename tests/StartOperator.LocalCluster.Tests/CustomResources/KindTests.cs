using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.CustomResources;

/// <summary>How kinds come and go with their definitions: names, versions, discovery, schemas, deletion.</summary>
public sealed class KindTests(Servers servers)
{
    private const string Definitions = "customresourcedefinitions";
    private const string Schema = """{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string","description":"An a."},"n":{"type":"integer"}}}}}""";

    [Theory]
    [EachServer]
    public Task A_kind_is_discovered_as_defined(string server) => servers.RunAsync(server, async api =>
    {
        var definition = WidgetDefinitions.Widgets(api.Group, Schema, """{"subresources":{"status":{}}}""");
        definition["spec"]!["names"]!["shortNames"] = new JsonArray($"wd{api.Token}");
        definition["spec"]!["names"]!["categories"] = new JsonArray("things");
        await WidgetDefinitions.MakeAsync(api, definition);

        var list = await api.SendAsync(new(HttpMethod.Get, $"/apis/{api.Group}/v1") { Recorded = false });
        foreach (var resource in list.Json["resources"]!.AsArray()) resource!.AsObject().Remove("storageVersionHash");
        api.Transcript.Add("resources", list.Json["resources"]);
        await api.GetAsync($"/apis/{api.Group}");
        ((int)(await api.GetAsync($"/apis/{api.Group}/v2")).Code).ShouldBe(404);
        var status = await api.GetAsync($"{Definitions}/widgets.{api.Group}");
        (status.Told("status.acceptedNames.kind"), status.Told("status.storedVersions[0]")).ShouldBe(("Widget", "v1"));
    });

    [Theory]
    [EachServer("GET", "widgets/a/status", 404)]
    [EachServer("GET", "widgets/a/b/c", 404)]
    [EachServer("PUT", "widgets/a/scale", 404)]
    [EachServer("PUT", "widgets", 400)]
    [EachServer("OPTIONS", "widgets", 405)]
    [EachServer("POST", "/apis/GROUP/v1/widgets", 404)]
    [EachServer("GET", "/apis/GROUP/v1/widgets/a", 404)]
    [EachServer("GET", "/apis/GROUP/v1/gadgets", 404)]
    [EachServer("GET", "/apis/GROUP/v9", 404)]
    [EachServer("GET", "/apis/other.example.com/v1", 404)]
    public Task What_a_kind_does_not_have_is_not_found(string server, string method, string path, int code) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.ShareAsync(api, "kind", Schema);
        path = path.Replace("GROUP", api.Group, StringComparison.Ordinal);

        ((int)(await api.SendAsync(new(new(method), path) { Body = method == "GET" ? null : WidgetDefinitions.Widget(api, "a", "{}") })).Code).ShouldBe(code);
    });

    [Theory]
    [EachServer]
    public Task A_cluster_scoped_kind_has_no_namespaces(string server) => servers.RunAsync(server, async api =>
    {
        var definition = WidgetDefinitions.Widgets(api.Group, Schema);
        definition["spec"]!["scope"] = "Cluster";
        await WidgetDefinitions.MakeAsync(api, definition);
        var path = $"/apis/{api.Group}/v1/widgets";

        (await api.CreateAsync(path, WidgetDefinitions.Widget(api, "a", "{}"))).Told("metadata.namespace").ShouldBe("");
        ((int)(await api.GetAsync($"/apis/{api.Group}/v1/namespaces/default/widgets")).Code).ShouldBe(404);
        (await api.DeleteAsync($"{path}/a")).ShouldSucceed();
    });

    [Theory]
    [EachServer]
    public Task Its_OpenAPI_schema_is_the_definitions(string server) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Widgets(api.Group, Schema, """{"subresources":{"status":{}}}"""));
        var path = $"/openapi/v3/apis/{api.Group}/v1";
        await api.UntilAsync(path, answer => (int)answer.Code == 200);

        var document = await api.SendAsync(new(HttpMethod.Get, path) { Recorded = false });
        var name = string.Join('.', api.Group.Split('.').Reverse()) + ".v1.Widget";
        var schema = document.Json["components"]!["schemas"]![name]!;
        JsonAt.Told(schema, "properties.spec.properties.a.description").ShouldBe("An a.");
        foreach (var own in (string[])["apiVersion", "kind", "metadata"]) schema["properties"]![own]!.AsObject().Remove("description");
        api.Transcript.Add("schema", schema);
        document.Json["paths"]!.AsObject().Select(field => field.Key).Count(field => field.EndsWith("/widgets/{name}/status", StringComparison.Ordinal)).ShouldBe(1);
    });

    [Theory]
    [EachServer]
    public Task Names_that_another_kind_has_are_not_given_twice(string server) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Widgets(api.Group, Schema));
        var other = WidgetDefinitions.Widgets(api.Group, Schema);
        other["metadata"]!["name"] = $"gadgets.{api.Group}";
        other["spec"]!["names"]!["plural"] = "gadgets";
        await api.SendAsync(new(HttpMethod.Post, Definitions) { Body = other.ToJsonString(), Recorded = false });
        await api.UntilAsync($"{Definitions}/gadgets.{api.Group}", answer => answer.At("status.conditions") is JsonArray { Count: > 1 });

        var refused = await api.GetAsync($"{Definitions}/gadgets.{api.Group}");
        refused.Told("status.conditions[0].status").ShouldBe("False");
        ((int)(await api.GetAsync($"/apis/{api.Group}/v1/gadgets")).Code).ShouldBe(404);

        (await api.DeleteAsync($"{Definitions}/gadgets.{api.Group}")).ShouldSucceed();
    });

    [Theory]
    [EachServer]
    public Task An_object_is_read_in_every_version(string server) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.MakeAsync(api, TwoVersions(api));
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"a":"x","n":1}"""));
        var second = $"/apis/{api.Group}/v2/namespaces/{api.Namespace}/widgets";

        var read = await api.GetAsync($"{second}/a");
        (read.Told("apiVersion"), read.Told("spec")).ShouldBe(($"{api.Group}/v2", """{"a":"x"}"""));
        (await api.PatchAsync($"{second}/a", PatchTypes.Merge, """{"spec":{"a":"y"}}""")).ShouldSucceed();
        (await api.GetAsync("widgets/a")).Told("spec.a").ShouldBe("y");
        (await api.GetAsync(second)).Names.ShouldBe(["a"]);
        ((int)(await api.GetAsync($"/apis/{api.Group}/v3/namespaces/{api.Namespace}/widgets")).Code).ShouldBe(404);

        // The aggregator hears of a group's versions one after the other.
        var group = await api.UntilAsync($"/apis/{api.Group}", answer => answer.At("versions") is JsonArray { Count: 2 });
        group.Told("preferredVersion.version").ShouldBe("v2");
        api.Transcript.Add("group", group);
    });

    [Theory]
    [EachServer]
    public Task A_deprecated_version_says_so(string server) => servers.RunAsync(server, async api =>
    {
        var definition = TwoVersions(api);
        var third = definition["spec"]!["versions"]![1]!.DeepClone();
        third["name"] = "v3";
        definition["spec"]!["versions"]!.AsArray().Add(third);
        (definition["spec"]!["versions"]![1]!["deprecated"], definition["spec"]!["versions"]![1]!["deprecationWarning"]) = (true, "use v1");
        definition["spec"]!["versions"]![0]!["deprecated"] = true;
        await WidgetDefinitions.MakeAsync(api, definition);

        (await api.GetAsync("widgets")).Warnings.ShouldBe([$"{api.Group}/v1 Widget is deprecated; use {api.Group}/v3 Widget"]);
        (await api.GetAsync($"/apis/{api.Group}/v2/widgets")).Warnings.ShouldBe(["use v1"]);
    });

    [Theory]
    [EachServer]
    public Task Deleting_a_definition_deletes_its_objects_first(string server) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Widgets(api.Group, Schema));
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", "{}"));
        await api.CreateAsync("widgets", Objects.Of($"{api.Group}/v1", "Widget", "b", """{"metadata":{"finalizers":["example.com/hold"]}}"""));

        (await api.DeleteAsync($"{Definitions}/widgets.{api.Group}")).ShouldSucceed();
        await api.UntilAsync("widgets/a", answer => (int)answer.Code == 404);
        await api.UntilAsync("widgets/b", answer => answer.Told("metadata.deletionTimestamp").Length > 0);
        (await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "c", "{}"))).ShouldFail(403, "Forbidden");
        (await api.PatchAsync("widgets/b", PatchTypes.Merge, """{"metadata":{"finalizers":null}}""")).ShouldSucceed();

        await api.UntilAsync($"{Definitions}/widgets.{api.Group}", answer => (int)answer.Code == 404);
        await api.UntilAsync("widgets", answer => (int)answer.Code == 404);
    });

    [Theory]
    [EachServer]
    public Task A_version_that_is_not_served_is_not_found(string server) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.MakeAsync(api, TwoVersions(api));
        var second = $"/apis/{api.Group}/v2/namespaces/{api.Namespace}/widgets";

        (await api.PatchAsync($"{Definitions}/widgets.{api.Group}", PatchTypes.Json, """[{"op":"replace","path":"/spec/versions/1/served","value":false}]""")).ShouldSucceed();
        await api.UntilAsync(second, answer => (int)answer.Code == 404);

        await api.UntilAsync("widgets", answer => (int)answer.Code == 200);
    });

    /// <summary>v1 is stored; v2 has fewer fields.</summary>
    private static JsonObject TwoVersions(ApiClient api)
    {
        var definition = WidgetDefinitions.Widgets(api.Group, Schema);
        var second = definition["spec"]!["versions"]![0]!.DeepClone();
        (second["name"], second["storage"]) = ("v2", false);
        second["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!.AsObject().Remove("n");
        definition["spec"]!["versions"]!.AsArray().Add(second);
        return definition;
    }
}
