using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Discovery;

/// <summary>The schemas the server publishes, of which kubectl makes its explanations and its patches.</summary>
public sealed class OpenApiTests(Servers servers)
{
    /// <summary>The local server's schemas come from the .NET client's models, in which this type lacks a field.</summary>
    private const string BehindInClient = "io.k8s.api.core.v1.NodeAllocatableResourceClaimStatus";

    [Fact(Timeout = 60_000)]
    public async Task Every_definition_is_as_the_real_server_publishes_it()
    {
        Servers.SkipWithoutReal();
        var real = (await ReadAsync(Server.Real, "/openapi/v2", TestContext.Current.CancellationToken))["definitions"]!.AsObject();
        var local = (await ReadAsync(Server.Local, "/openapi/v2", TestContext.Current.CancellationToken))["definitions"]!.AsObject();

        local.Count.ShouldBeGreaterThan(200);
        foreach (var custom in local.Select(definition => definition.Key).Where(name => !name.StartsWith("io.k8s.", StringComparison.Ordinal)).ToList()) local.Remove(custom);
        ShouldAgree(real, local);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("api/v1")]
    [InlineData("apis/apps/v1")]
    [InlineData("apis/apiextensions.k8s.io/v1")]
    [InlineData("apis/networking.k8s.io/v1")]
    public async Task Every_schema_of_a_version_is_as_the_real_server_publishes_it(string version)
    {
        Servers.SkipWithoutReal();
        var real = (await ReadAsync(Server.Real, $"/openapi/v3/{version}", TestContext.Current.CancellationToken))["components"]!["schemas"]!.AsObject();
        var local = (await ReadAsync(Server.Local, $"/openapi/v3/{version}", TestContext.Current.CancellationToken))["components"]!["schemas"]!.AsObject();

        ShouldAgree(real, local);
    }

    [Theory]
    [EachServer]
    public Task The_index_leads_to_a_document_for_each_version(string server) => servers.RunAsync(server, async api =>
    {
        var index = await api.SendAsync(new(HttpMethod.Get, "/openapi/v3") { Recorded = false });

        var path = index.Told("paths.[apis/apps/v1].serverRelativeURL");
        path.ShouldStartWith("/openapi/v3/apis/apps/v1?hash=");
        (await api.SendAsync(new(HttpMethod.Get, path) { Recorded = false })).Told("openapi").ShouldStartWith("3.0");
        (await api.GetAsync("/openapi/v3/apis/none.example.com/v1")).Code.ShouldBe(System.Net.HttpStatusCode.NotFound);
    });

    private async Task<JsonObject> ReadAsync(string server, string path, CancellationToken cancellation)
    {
        var api = await servers.EnterAsync(server, cancellation);
        return (await api.GetAsync(path)).ShouldSucceed().Json;
    }

    private static void ShouldAgree(JsonObject real, JsonObject local)
    {
        var normal = new Normal("none", sameWords: true);
        var differing = new List<string>();
        foreach (var (name, definition) in local.Where(entry => entry.Key != BehindInClient))
        {
            var (left, right) = (normal.Json(Meaning(real[name])), normal.Json(Meaning(definition)));
            if (left != right)
            {
                differing.Add($"{name}\n{Difference.Of(left, right)}");
            }
        }

        differing.ShouldBeEmpty();
    }

    /// <summary>
    /// A schema without what says the same in other words: descriptions (which are Kubernetes' own text), references wrapped in allOf,
    /// zero defaults, atomic lists, and the order of required fields.
    /// </summary>
    private static JsonNode? Meaning(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            return new JsonArray([.. list.Select(Meaning)]);
        }

        if (node is not JsonObject obj)
        {
            return node?.DeepClone();
        }

        var result = new JsonObject();
        foreach (var (key, value) in obj.Where(field => !IsRedundant(field.Key, field.Value)))
        {
            result[key] = key == "required" && value is JsonArray names ? Sorted(names) : Meaning(value);
        }

        return result["allOf"] is JsonArray and [JsonObject reference] ? Unwrapped(result, reference) : result;
    }

    private static JsonObject Unwrapped(JsonObject obj, JsonObject reference)
    {
        obj.Remove("allOf");
        foreach (var (key, value) in reference)
        {
            obj[key] = value?.DeepClone();
        }

        return obj;
    }

    private static bool IsRedundant(string key, JsonNode? value) => key switch
    {
        "description" => value is JsonValue,
        "x-kubernetes-unions" => true,
        "default" => value?.ToJsonString() is "\"\"" or "0" or "false" or "{}",
        "x-kubernetes-list-type" => value?.ToString() == "atomic",
        _ => false,
    };

    private static JsonArray Sorted(JsonArray names) =>
        new([.. names.Select(name => name!.ToString()).Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]);
}
