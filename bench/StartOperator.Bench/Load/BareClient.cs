using System.Net;
using System.Net.Http.Headers;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Bench.Load;

/// <summary>
/// The least that any client must do: HTTP/1.1 over ten connections, bodies made beforehand, answers not looked at. What it needs is the floor under
/// every operator.
/// </summary>
public sealed class BareClient : IDisposable
{
    /// <summary>How many connections it has.</summary>
    public const int Connections = 10;

    private readonly Kubernetes _kubernetes;

    /// <summary>Connects to an API server.</summary>
    public BareClient(KubernetesClientConfiguration configuration)
    {
        configuration.DisableHttp2 = true;
        configuration.UserAgent = "bench-load";
        configuration.FirstMessageHandlerSetup = handler => handler.MaxConnectionsPerServer = Connections;
        _kubernetes = new Kubernetes(configuration);
    }

    /// <summary>A request that creates an object.</summary>
    public static (string Path, byte[] Body) Creation<T>(ResourceKind<T> kind, T resource)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var root = kind.Group.Length == 0 ? "api/v1" : $"apis/{kind.ApiVersion}";
        var space = kind.Scope == ResourceScope.Namespaced ? $"/namespaces/{resource.Metadata.NamespaceProperty}" : "";
        return ($"{root}{space}/{kind.Plural}", kind.Write(resource));
    }

    /// <summary>Sends requests that create objects, as fast as the connections allow. Returns how long that took.</summary>
    public Task<TimeSpan> CreateAsync(IReadOnlyList<(string Path, byte[] Body)> creations, CancellationToken cancellation) =>
        AllAsync(creations, (creation, token) => new(SendAsync(HttpMethod.Post, creation.Path, creation.Body, "application/json", token)), cancellation);

    /// <summary>Does something for each of many, as fast as the connections allow. Returns how long that took.</summary>
    public static async Task<TimeSpan> AllAsync<T>(IReadOnlyList<T> many, Func<T, CancellationToken, ValueTask> act, CancellationToken cancellation)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(many, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellation }, act);
        return TimeProvider.System.GetElapsedTime(begun);
    }

    /// <summary>Sends one request and reads the answer to its end.</summary>
    public async Task SendAsync(HttpMethod method, string path, byte[] body, string type, CancellationToken cancellation)
    {
        using var request = Request(method, path);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        await AuthoriseAsync(request, cancellation);
        using var response = await _kubernetes.HttpClient.SendAsync(request, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellation)}");
        }
    }

    /// <summary>Opens a path that is read line by line.</summary>
    public async Task<StreamReader> OpenAsync(string path, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, path);
        await AuthoriseAsync(request, cancellation);
        var response = await _kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
    }

    /// <inheritdoc />
    public void Dispose() => _kubernetes.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(_kubernetes.BaseUri, path))
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private async Task AuthoriseAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", "bench-load");
        if (_kubernetes.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellation);
        }
    }
}
