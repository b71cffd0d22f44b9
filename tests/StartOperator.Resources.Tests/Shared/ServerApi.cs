using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using StartOperator.Resources;
using StartOperator.Resources.Schema;

namespace StartOperator.RealServer;

/// <summary>What an API server answered.</summary>
/// <param name="Code">The HTTP status code.</param>
/// <param name="Body">The object, or the Status that says why there is none.</param>
internal sealed record Answer(int Code, JsonNode Body)
{
    /// <summary>Whether the request was carried out.</summary>
    public bool IsFine => Code is >= 200 and < 300;

    /// <summary>Why the request was not carried out.</summary>
    public string Message => IsFine ? "" : Body["message"]?.GetValue<string>() ?? Body.ToJsonString();
}

/// <summary>A real API server, spoken to in plain JSON so that nothing of ours comes between.</summary>
internal sealed class ServerApi : IDisposable
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private readonly Kubernetes _client;

    public ServerApi(KubernetesClientConfiguration configuration) => _client = new Kubernetes(configuration);

    /// <summary>Where the StartServices of a box are.</summary>
    public static string Services(string box) =>
        $"/apis/{StartService.GroupName}/{StartService.VersionName}/namespaces/{box}/{StartService.PluralName}";

    /// <summary>Sends a request.</summary>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body, CancellationToken cancellation, string mediaType = "application/json", string accept = "application/json")
    {
        using var request = new HttpRequestMessage(method, _client.BaseUri.AbsoluteUri.TrimEnd('/') + path);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await _client.HttpClient.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        return new Answer((int)response.StatusCode, isJson ? JsonNode.Parse(text)! : new JsonObject { ["message"] = text });
    }

    /// <summary>Creates a StartService as <c>kubectl apply</c> would: a field that the schema does not know is an error.</summary>
    public Task<Answer> CreateAsync(JsonObject service, CancellationToken cancellation, bool dryRun = false) => SendAsync(
        HttpMethod.Post,
        $"{Services(service["metadata"]!["namespace"]!.GetValue<string>())}?fieldValidation=Strict{(dryRun ? "&dryRun=All" : "")}",
        service.ToJsonString(),
        cancellation);

    /// <summary>Creates a namespace of its own for a test.</summary>
    public async Task<string> CreateBoxAsync(CancellationToken cancellation)
    {
        var box = $"box-{Guid.NewGuid().ToString("n")[..8]}";
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{box}}}"}}""", cancellation);
        answer.IsFine.ShouldBeTrue(answer.Message);
        return box;
    }

    /// <summary>Reads a definition.</summary>
    public async Task<JsonNode> DefinitionAsync(string name, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Get, $"{Definitions}/{name}", null, cancellation)).Body;

    /// <summary>Installs the committed definitions and waits until they are established and the server serves their resources.</summary>
    public async Task InstallDefinitionsAsync(CancellationToken cancellation)
    {
        foreach (var (_, yaml) in CustomResourceDefinitions.Committed)
        {
            var created = await SendAsync(HttpMethod.Post, $"{Definitions}?fieldValidation=Strict", yaml, cancellation, "application/yaml");
            created.IsFine.ShouldBeTrue(created.Message);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await AreServedAsync(limit.Token))
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Objects can be listed as soon as a definition's names are accepted; discovery names it when it is established.</summary>
    private async Task<bool> AreServedAsync(CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Get, Services("default"), null, cancellation)).IsFine
        && (await SendAsync(HttpMethod.Get, $"/apis/{StartService.GroupName}/{StartService.VersionName}", null, cancellation)).IsFine;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>A resource as plain JSON.</summary>
    public static JsonObject Json(StartService service) => JsonSerializer.SerializeToNode(service, ResourcesJson.Default.StartService)!.AsObject();
}
