using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.Corpora;
using StartOperator.RealServer;
using StartOperator.Rendering.Certificates;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Revisions;
using StartOperator.Rendering.Tests.Golden;

namespace StartOperator.Rendering.Tests.RealServer;

/// <summary>What the golden cases and real packages render, put to a real API server.</summary>
public sealed class RenderedObjectsTests(SharedServer server)
{
    public static TheoryData<string> Cases => [.. GoldenCase.Names()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_real_server_takes_every_object_of_a_case_as_it_is(string name)
    {
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        await api.SendAsync(HttpMethod.Post, "/apis/scheduling.k8s.io/v1/priorityclasses", """{"metadata": {"name": "important"}, "value": 1000}""", Cancellation);
        var options = GoldenCase.Options(name);
        var services = GoldenCase.Services(name).Where(s => SpecRefusals.Of(s, options) is null).Select(s => s with { Namespace = box }).ToList();
        await ShouldTakeAsync(api, box, services.SelectMany(s => Objects(s, options)));
    }

    [Fact]
    public async Task A_real_server_takes_every_object_of_every_real_package_as_it_is()
    {
        var packages = Corpus.Packages();
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        var options = new RenderingOptions { UtilsImage = "utils.example/utils:1" };
        var services = packages.Select((p, i) => new ServiceDefinition(box, $"package-{Letters(i)}", "00000000-0000-4000-8000-000000000001", p.Spec, p.Manifest));
        await ShouldTakeAsync(api, box, services.SelectMany(s => Objects(s, options)));
    }

    private static async Task ShouldTakeAsync(ServerApi api, string box, IEnumerable<IKubernetesObject<V1ObjectMeta>> items)
    {
        foreach (var item in items.DistinctBy(o => (o.Kind, o.Metadata.Name)))
        {
            var desired = Json(item);
            var answer = await api.SendAsync(HttpMethod.Post, $"{Collection(item, box)}?fieldValidation=Strict", desired.ToJsonString(), Cancellation);
            answer.IsFine.ShouldBeTrue($"{item.Kind} {item.Metadata.Name}: {answer.Message}");
            Missing(desired, answer.Body, item.Kind).ShouldBeEmpty();
        }
    }

    private static IEnumerable<IKubernetesObject<V1ObjectMeta>> Objects(ServiceDefinition service, RenderingOptions options) =>
    [
        .. ServiceObjects.Render(service, new Dictionary<string, string>(), ["a-dependant"], options),
        InstalledRevision.Render(service),
        CertificateSecrets.Volume(service, "tls", "web", new CertificatePair("KEY", "CHAIN")),
    ];

    private static string Letters(int number) => $"{(char)('a' + (number / 26))}{(char)('a' + (number % 26))}";

    private static JsonNode Json(IKubernetesObject<V1ObjectMeta> item)
    {
        if (item is not V1ControllerRevision { Data: JsonElement content } revision)
        {
            return JsonNode.Parse(KubernetesJson.Serialize((object)item))!;
        }

        // KubernetesClient has no contract for what a record holds.
        revision.Data = null;
        var json = JsonNode.Parse(KubernetesJson.Serialize(revision))!;
        json["data"] = JsonObject.Create(content);
        return json;
    }

    private static string Collection(IKubernetesObject<V1ObjectMeta> item, string box) =>
        $"/{(item.ApiVersion.Contains('/', StringComparison.Ordinal) ? "apis" : "api")}/{item.ApiVersion}/namespaces/{box}/{Plural(item.Kind)}";

    private static string Plural(string kind) => kind == V1NetworkPolicy.KubeKind ? V1NetworkPolicy.KubePluralName : kind.ToLowerInvariant() + "s";

    /// <summary>What of the desired object the stored one says otherwise or not at all; the server may add, but not change.</summary>
    private static IEnumerable<string> Missing(JsonNode? desired, JsonNode? stored, string path) => (desired, stored) switch
    {
        (JsonObject fields, JsonObject present) => fields.SelectMany(f => Missing(f.Value, present[f.Key], $"{path}.{f.Key}")),
        (JsonArray items, JsonArray present) when items.Count <= present.Count => items.SelectMany((item, i) => Missing(item, present[i], $"{path}[{i}]")),
        _ => JsonNode.DeepEquals(desired, stored) ? [] : [$"{path}: {desired?.ToJsonString()} became {stored?.ToJsonString() ?? "nothing"}"],
    };
}
