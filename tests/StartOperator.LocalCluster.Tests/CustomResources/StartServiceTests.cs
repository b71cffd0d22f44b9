using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.CustomResources;

/// <summary>The operator's own kind, whose definition is the largest there is here: both servers make the same of it.</summary>
public sealed class StartServiceTests(Servers servers)
{
    private const string Manifest = """
        {"id":"notes","title":"Notes","version":"1.0.0","description":{"short":"s","long":"l"},"release-notes":"r","license":"MIT","wrapper-repo":"https://example.com","upstream-repo":"https://example.com",
         "main":{"type":"docker","image":"main","entrypoint":"run","mounts":{"main":"/data"}},"volumes":{"main":{"type":"data"},"pages":{"type":"assets"}},
         "backup":{"create":{"type":"script"},"restore":{"type":"script"}}}
        """;

    [Theory]
    [EachServer]
    public Task A_service_is_stored_as_written(string server) => RunAsync(server, async (api, service) =>
    {
        (await api.PostAsync("startservices?fieldValidation=Strict", service.ToJsonString())).ShouldSucceed(201).Warnings.ShouldBeEmpty();

        await api.GetAsync("startservices", "application/json;as=Table;v=v1;g=meta.k8s.io");
    });

    /// <summary>Each row merges a patch into a valid service before it is made.</summary>
    [Theory]
    [EachServer("""{"spec":{"manifest":null}}""", "<nil> spec.manifest")]
    [EachServer("""{"spec":{"manifest":{"id":"Not Valid"}}}""", "spec.manifest.id")]
    [EachServer("""{"spec":{"manifest":{"main":{"mounts":{"none":"/x"}}}}}""", "spec")]
    [EachServer("""{"spec":{"manifest":{"main":{"type":"script"}}}}""", "<nil> spec.manifest.main.type")]
    [EachServer("""{"spec":{"manifest":{"backup":{"create":{"type":"docker"}}}}}""", "spec.manifest.backup.create")]
    [EachServer("""{"spec":{"manifest":{"volumes":{"main":{"type":"pointer"}}}}}""", "spec.manifest.volumes[main]")]
    [EachServer("""{"spec":{"assets":{"main":{"configMap":{"name":"a"}}}}}""", "spec")]
    [EachServer("""{"spec":{"assets":{"pages":{}}}}""", "spec.assets[pages]")]
    [EachServer("""{"spec":{"state":"Paused"}}""", "<nil> spec.state")]
    [EachServer("""{"spec":{"storage":{"size":"much"}}}""", "spec.storage.size")]
    [EachServer("""{"metadata":{"name":"a-name-that-is-much-longer-than-forty-characters"}}""", "<nil>")]
    public Task What_can_not_be_is_refused(string server, string patch, string causes) => RunAsync(server, async (api, service) =>
    {
        WidgetDefinitions.Merge(service, JsonNode.Parse(patch)!.AsObject());

        (await api.PostAsync("startservices", service.ToJsonString())).ShouldFail(422, "Invalid", causes.Split(' '));
    });

    [Theory]
    [EachServer]
    public Task A_service_stays_with_its_package(string server) => RunAsync(server, async (api, service) =>
    {
        await api.CreateAsync("startservices", service.ToJsonString());

        (await api.PatchAsync("startservices/notes", PatchTypes.Merge, """{"spec":{"manifest":{"id":"others"}}}""")).ShouldFail(422, "Invalid", "spec");
        (await api.PatchAsync("startservices/notes", PatchTypes.Merge, """{"spec":{"manifest":{"version":"1.0.1"}}}""")).ShouldSucceed();
    });

    [Theory]
    [EachServer]
    public Task Its_manager_applies_status_and_a_user_the_rest(string server) => RunAsync(server, async (api, service) =>
    {
        (await api.ApplyAsync("startservices/notes", "user", service.ToJsonString())).ShouldSucceed(201);
        var status = Objects.Of("startoperator.io/v1alpha1", "StartService", "notes", """
            {"status":{"main":"running","conditions":[{"type":"Ready","status":"True","reason":"Running","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
            """);

        var applied = await api.ApplyAsync("startservices/notes/status", "operator", status);
        (applied.Told("status.main"), applied.Told("metadata.generation")).ShouldBe(("running", "1"));
        (await api.ApplyAsync("startservices/notes/status", "other", status.Replace("running", "stopped", StringComparison.Ordinal))).ShouldFail(409, "Conflict", ".status.main");
        (await api.ApplyAsync("startservices/notes", "user", service.ToJsonString())).Told("status.main").ShouldBe("running");
    });

    private Task RunAsync(string server, Func<ApiClient, JsonObject, Task> scenario) => servers.RunAsync(server, async api =>
    {
        api.Group = "startoperator.io";
        await api.OnceAsync("startservices", MakeAsync);
        var service = Objects.Of("startoperator.io/v1alpha1", "StartService", "notes", "{\"spec\":{\"manifest\":" + Manifest + ",\"images\":{\"main\":{\"image\":\"i\"}}}}");
        await scenario(api, JsonNode.Parse(service)!.AsObject());
    });

    private static async Task MakeAsync(ApiClient api)
    {
        var definition = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "crds", "startservices.startoperator.io.yaml"), api.Cancellation);
        var made = await api.SendAsync(new(HttpMethod.Post, "customresourcedefinitions") { Body = definition, ContentType = "application/yaml", Recorded = false });
        made.ShouldSucceed(201).Warnings.ShouldBeEmpty();
        await WidgetDefinitions.ServedAsync(api, made.Json);
    }
}
