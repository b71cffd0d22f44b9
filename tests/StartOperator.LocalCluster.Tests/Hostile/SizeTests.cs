using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Hostile;

/// <summary>Objects as large as they may be: nothing takes longer than its size makes it.</summary>
public sealed class SizeTests(Servers servers)
{
    private const int Many = 20_000;

    private static readonly string Schema = WidgetDefinitions.Schema("""
        {"set":{"type":"array","items":{"type":"integer"},"x-kubernetes-list-type":"set"},
         "keyed":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"v":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]},
         "map":{"type":"object","additionalProperties":{"type":"string"}},"text":{"type":"string"}}
        """);

    [Theory]
    [EachServer]
    public Task A_large_custom_object_is_made_changed_and_applied(string server) => RunAsync(server, async api =>
    {
        var spec = new JsonObject
        {
            ["set"] = new JsonArray([.. Enumerable.Range(0, Many).Select(i => JsonValue.Create(i))]),
            ["keyed"] = new JsonArray([.. Enumerable.Range(0, Many / 10).Select(i => new JsonObject { ["name"] = $"n{i}" })]),
            ["map"] = new JsonObject([.. Enumerable.Range(0, Many / 10).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)"v"))]),
        };

        await Quietly(api, new(HttpMethod.Post, "widgets") { Body = WidgetDefinitions.Widget(api, "a", spec.ToJsonString()) }, 201);
        await Quietly(api, new(HttpMethod.Patch, "widgets/a") { Body = """{"spec":{"text":"x"}}""", ContentType = PatchTypes.Merge }, 200);
        await Quietly(api, new(HttpMethod.Patch, "widgets/b?fieldManager=m") { Body = WidgetDefinitions.Widget(api, "b", spec.ToJsonString()), ContentType = PatchTypes.Apply }, 201);
        await Quietly(api, new(HttpMethod.Patch, "widgets/b?fieldManager=m") { Body = WidgetDefinitions.Widget(api, "b", "{}"), ContentType = PatchTypes.Apply }, 200);
    });

    [Theory]
    [EachServer]
    public Task A_pod_with_many_variables_is_patched_strategically(string server) => servers.RunAsync(server, async api =>
    {
        var variables = new JsonArray([.. Enumerable.Range(0, Many / 10).Select(i => new JsonObject { ["name"] = $"V{i}", ["value"] = "x" })]);
        var template = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "a" } },
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "i", ["env"] = variables }) },
        };
        var deployment = new JsonObject { ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "a" } }, ["template"] = template } };
        await Quietly(api, new(HttpMethod.Post, "deployments") { Body = Objects.Named("a", deployment.ToJsonString()) }, 201);
        foreach (var variable in variables) variable!["value"] = "y";
        var patch = new JsonObject { ["spec"] = new JsonObject { ["template"] = template.DeepClone() } };

        await Quietly(api, new(HttpMethod.Patch, "deployments/a") { Body = patch.ToJsonString(), ContentType = PatchTypes.Strategic }, 200);
    });

    [Theory]
    [EachServer]
    public Task Many_labels_and_owners_are_read(string server) => servers.RunAsync(server, async api =>
    {
        var labels = new JsonObject([.. Enumerable.Range(0, 5000).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)"v"))]);
        var finalizers = new JsonArray([.. Enumerable.Range(0, 1000).Select(i => JsonValue.Create($"example.com/f{i}"))]);
        var metadata = new JsonObject { ["labels"] = labels, ["finalizers"] = finalizers };

        await Quietly(api, new(HttpMethod.Post, "configmaps") { Body = Objects.Named("a", new JsonObject { ["metadata"] = metadata }.ToJsonString()) }, 201);
        (await api.GetAsync("configmaps?labelSelector=k1,k2=v,k3!=w")).Names.ShouldBe(["a"]);
        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"finalizers":null,"labels":null}}""")).ShouldSucceed();
    });

    private Task RunAsync(string server, Func<ApiClient, Task> scenario) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.ShareAsync(api, "large", Schema);
        await scenario(api);
    });

    /// <summary>Asks without comparing the large answer.</summary>
    private static async Task Quietly(ApiClient api, Asked asked, int code)
    {
        var answer = await api.SendAsync(asked with { Recorded = false });
        ((int)answer.Code).ShouldBe(code, answer.Text[..Math.Min(answer.Text.Length, 500)]);
    }
}
