using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>
/// The Kubernetes API as one component of a cluster speaks it: typed objects in and out by plain paths, so that every kind is used
/// in the same way and every request tells in its user agent which component sent it.
/// </summary>
public sealed class ClusterApi : IDisposable
{
    private readonly Kubernetes _client;
    private readonly string _userAgent;
    private readonly bool _ownsClient;

    /// <summary>Opens a connection of its own.</summary>
    /// <param name="configuration">The server and the credentials.</param>
    /// <param name="userAgent">What the requests call themselves, such as <c>simulated-kubelet/arm-1</c>.</param>
    public ClusterApi(KubernetesClientConfiguration configuration, string userAgent)
        : this(new Kubernetes(configuration), userAgent, ownsClient: true)
    {
    }

    private ClusterApi(Kubernetes client, string userAgent, bool ownsClient)
    {
        _client = client;
        _userAgent = userAgent;
        _ownsClient = ownsClient;
    }

    /// <summary>The same connection under another user agent; disposing of it leaves the connection open.</summary>
    /// <param name="userAgent">What the requests call themselves.</param>
    public ClusterApi As(string userAgent) => new(_client, userAgent, ownsClient: false);

    /// <summary>Reads an object; null when there is none of that name.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="key">Its name.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<T?> FindAsync<T>(ObjectKey key, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await SendAsync<T>(HttpMethod.Get, ResourcePath.Of<T>().Item(key), null, cancellation);
        }
        catch (ApiRefusalException refusal) when (refusal.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Creates an object.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="subject">The object; its metadata names its namespace.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ApiRefusalException">A conflict when the name is taken.</exception>
    public Task<T> CreateAsync<T>(T subject, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        SendAsync<T>(HttpMethod.Post, ResourcePath.Of<T>().Collection(subject.Metadata.NamespaceProperty), Json(subject), cancellation);

    /// <summary>Creates an object, or leaves the one that already has the name.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="subject">The object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The new object; null when the name was taken, or the namespace is on its way out.</returns>
    public async Task<T?> CreateIfAbsentAsync<T>(T subject, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await CreateAsync(subject, cancellation);
        }
        catch (ApiRefusalException refusal) when (refusal.IsConflict || refusal.IsNamespaceEnding)
        {
            return null;
        }
    }

    /// <summary>Changes an object by a JSON merge patch.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="key">Its name.</param>
    /// <param name="patch">The patch; a <c>metadata.resourceVersion</c> or <c>metadata.uid</c> in it must match.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="subresource">Such as <c>status</c>.</param>
    public Task<T> PatchAsync<T>(ObjectKey key, JsonObject patch, CancellationToken cancellation, string? subresource = null)
        where T : class =>
        SendAsync<T>(HttpMethod.Patch, ResourcePath.Of<T>().Item(key, subresource), Json(patch, "application/merge-patch+json"), cancellation);

    /// <summary>Changes the object at a path by a JSON merge patch.</summary>
    /// <param name="path">The object's path.</param>
    /// <param name="patch">The patch; a <c>metadata.resourceVersion</c> or <c>metadata.uid</c> in it must match.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task PatchAsync(string path, JsonObject patch, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Patch, path, Json(patch, "application/merge-patch+json"), cancellation);
    }

    /// <summary>Deletes an object, or agrees that it is gone.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="key">Its name.</param>
    /// <param name="options">Preconditions, grace period, propagation.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task DeleteAsync<T>(ObjectKey key, V1DeleteOptions options, CancellationToken cancellation) =>
        DeleteAsync(ResourcePath.Of<T>().Item(key), options, cancellation);

    /// <summary>Deletes the object at a path, or agrees that it is gone.</summary>
    /// <param name="path">The object's path.</param>
    /// <param name="options">Preconditions, grace period, propagation.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task DeleteAsync(string path, V1DeleteOptions options, CancellationToken cancellation)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Delete, path, Json(options), cancellation);
        }
        catch (ApiRefusalException refusal) when (refusal.IsNotFound)
        {
            // Gone is what was asked for.
        }
    }

    /// <summary>Sends a request and reads the answer as one object.</summary>
    /// <typeparam name="T">What the answer is.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="content">The body, if any.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
        where T : class
    {
        using var response = await SendAsync(method, path, content, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return KubernetesJson.Deserialize<T>(body);
    }

    /// <summary>Reads a path as a JSON document.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="accept">The media types the caller understands.</param>
    public async Task<JsonDocument> ReadAsync(string path, CancellationToken cancellation, string accept = "application/json")
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellation, accept);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
    }

    /// <summary>Reads a path as text, such as <c>/readyz</c>.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<string> ReadTextAsync(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellation, "*/*");
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>Opens a path that is read bit by bit, such as a log that is followed. The reader ends the request when it is disposed of.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="cancellation">Ends the wait for the answer's beginning.</param>
    public async Task<StreamReader> OpenTextAsync(string path, CancellationToken cancellation)
    {
        var response = await SendAsync(HttpMethod.Get, path, null, cancellation, "*/*");
        return new(await response.Content.ReadAsStreamAsync(cancellation));
    }

    /// <summary>Reads a watch: one document for each event, until the server ends it.</summary>
    /// <param name="path">Path and query of the watch.</param>
    /// <param name="cancellation">Ends the watch.</param>
    /// <param name="accept">The media types the caller understands.</param>
    public async IAsyncEnumerable<JsonDocument> StreamAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellation, string accept = "application/json")
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellation, accept);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length > 0)
            {
                yield return JsonDocument.Parse(line);
            }
        }
    }

    /// <summary>The body of a request.</summary>
    /// <param name="value">A model object or a JSON node.</param>
    /// <param name="mediaType">How the server is to read it.</param>
    public static HttpContent Json(object value, string mediaType = "application/json") =>
        new StringContent(value is JsonNode node ? node.ToJsonString() : KubernetesJson.Serialize(value), Encoding.UTF8, mediaType);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsClient)
        {
            _client.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellation, string accept = "application/json")
    {
        var root = _client.BaseUri.AbsoluteUri.TrimEnd('/');
        using var request = new HttpRequestMessage(method, root + path) { Content = content, Version = HttpVersion.Version20 };
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (_client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellation);
        }

        var response = await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ApiRefusalException(response.StatusCode, await StatusAsync(response, cancellation), $"{method} {path}");
        }
    }

    private static async Task<V1Status?> StatusAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType is not MediaTypeHeaderValue { MediaType: "application/json" })
        {
            return new V1Status { Message = await response.Content.ReadAsStringAsync(cancellation) };
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return KubernetesJson.Deserialize<V1Status>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
