using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>
/// Plain HTTP to one API server, in a namespace of its own, as one run of a scenario uses it. What is asked and answered goes into
/// a transcript, which is compared with the other server's.
/// </summary>
public sealed class ApiClient(
    IReadOnlyDictionary<Credentials, Kubernetes> connections,
    string kubeconfigPath,
    ConcurrentDictionary<string, Lazy<Task>> once,
    Transcript transcript,
    CancellationToken cancellation)
{
    private readonly string _root = connections[Credentials.Admin].BaseUri.AbsoluteUri.TrimEnd('/');

    /// <summary>Eight characters that no other run has: for names of cluster-wide objects and of groups.</summary>
    public string Token => transcript.Token;

    /// <summary>The run's namespace.</summary>
    public string Namespace => $"box-{Token}";

    /// <summary>The API group of custom resources: the run's own, unless it shares one.</summary>
    public string Group { get; set; } = $"{transcript.Token}.example.com";

    /// <summary>A kubeconfig of a user who may do everything.</summary>
    public string KubeconfigPath => kubeconfigPath;

    /// <summary>Ends with the test.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>What was asked and answered so far, without what differs from run to run.</summary>
    public Transcript Transcript => transcript;

    /// <summary>What requests call themselves.</summary>
    public string UserAgent { get; set; } = "scenario/1.0";

    /// <summary>Reads a path.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>.</param>
    /// <param name="accept">The Accept header.</param>
    public Task<Answer> GetAsync(string path, string accept = "application/json") => SendAsync(new(HttpMethod.Get, path) { Accept = accept });

    /// <summary>Posts a JSON body.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>.</param>
    /// <param name="body">JSON.</param>
    public Task<Answer> PostAsync(string path, string body) => SendAsync(new(HttpMethod.Post, path) { Body = body });

    /// <summary>Posts a JSON body and expects success.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>.</param>
    /// <param name="body">JSON.</param>
    public async Task<Answer> CreateAsync(string path, string body) => (await PostAsync(path, body)).ShouldSucceed(201);

    /// <summary>Puts a JSON body.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>.</param>
    /// <param name="body">JSON.</param>
    public Task<Answer> PutAsync(string path, string body) => SendAsync(new(HttpMethod.Put, path) { Body = body });

    /// <summary>Reads an object, changes it and puts it back.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>; may name a subresource.</param>
    /// <param name="change">Changes the object.</param>
    public async Task<Answer> ChangeAsync(string path, Action<JsonObject> change)
    {
        var obj = (await GetAsync(path)).ShouldSucceed().Json;
        change(obj);
        return await PutAsync(path, obj.ToJsonString());
    }

    /// <summary>Patches an object.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>.</param>
    /// <param name="type">One of <see cref="PatchTypes"/>.</param>
    /// <param name="body">The patch.</param>
    public Task<Answer> PatchAsync(string path, string type, string body) => SendAsync(new(HttpMethod.Patch, path) { Body = body, ContentType = type });

    /// <summary>Applies a configuration on the server's side.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>.</param>
    /// <param name="manager">The field manager.</param>
    /// <param name="body">The configuration.</param>
    /// <param name="force">Takes over what other managers own.</param>
    public Task<Answer> ApplyAsync(string path, string manager, string body, bool force = false) =>
        PatchAsync($"{path}?fieldManager={manager}{(force ? "&force=true" : "")}", PatchTypes.Apply, body);

    /// <summary>Deletes.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>.</param>
    /// <param name="options">DeleteOptions as JSON, if any.</param>
    public Task<Answer> DeleteAsync(string path, string? options = null) => SendAsync(new(HttpMethod.Delete, path) { Body = options });

    /// <summary>Sends a request.</summary>
    /// <param name="asked">The request.</param>
    public async Task<Answer> SendAsync(Asked asked)
    {
        var path = ResourcePaths.Full(asked.Path, this);
        using var response = await OpenAsync(asked, path);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var warnings = response.Headers.TryGetValues("Warning", out var all) ? all.Select(Unquoted).ToList() : [];
        var answer = new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", text, warnings);
        if (asked.Recorded)
        {
            Transcript.Add($"{asked.Method} {path}", answer);
        }

        return answer;
    }

    /// <summary>Asks again and again until an answer is as wanted; the answers are not compared.</summary>
    /// <param name="path">See <see cref="ResourcePaths"/>.</param>
    /// <param name="holds">What is wanted.</param>
    public Task<Answer> UntilAsync(string path, Func<Answer, bool> holds) => UntilAsync(new Asked(HttpMethod.Get, path), holds);

    /// <summary>Asks again and again until an answer is as wanted; the answers are not compared.</summary>
    /// <param name="asked">The request.</param>
    /// <param name="holds">What is wanted.</param>
    /// <returns>The answer that is as wanted.</returns>
    public async Task<Answer> UntilAsync(Asked asked, Func<Answer, bool> holds)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await SendAsync(asked with { Recorded = false });
            if (holds(answer))
            {
                return answer;
            }

            await pace.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>
    /// Does something once on this server, whoever asks first; the others wait for it. It goes on when the test that asked first ends:
    /// the others need it.
    /// </summary>
    /// <param name="name">What is done.</param>
    /// <param name="action">Does it, with a client whose requests no test ends.</param>
    public Task OnceAsync(string name, Func<ApiClient, Task> action)
    {
        var lasting = new ApiClient(connections, kubeconfigPath, once, transcript, CancellationToken.None) { Group = Group };
        return once.GetOrAdd(name, _ => new(() => action(lasting))).Value.WaitAsync(cancellation);
    }

    /// <summary>Starts a watch.</summary>
    /// <param name="path">The path with its query, without <c>watch=true</c>.</param>
    /// <param name="accept">The Accept header.</param>
    public async Task<Watch> WatchAsync(string path, string accept = "application/json")
    {
        var full = ResourcePaths.Full(path, this);
        full += (full.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "watch=true";
        var response = await OpenAsync(new(HttpMethod.Get, full) { Accept = accept }, full);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");
        }

        return new Watch(response, await response.Content.ReadAsStreamAsync(cancellation), Transcript, cancellation);
    }

    private async Task<HttpResponseMessage> OpenAsync(Asked asked, string path)
    {
        using var request = new HttpRequestMessage(asked.Method, _root + path) { Version = HttpVersion.Version20, Content = Content(asked) };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", asked.Accept);
        var connection = connections[asked.Credentials];
        if (connection.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellation);
        }

        return await connection.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>The text of a Warning header such as <c>299 - "unknown field"</c>.</summary>
    private static string Unquoted(string warning) =>
        warning[(warning.IndexOf('"', StringComparison.Ordinal) + 1)..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal);

    private static ByteArrayContent? Content(Asked asked)
    {
        if (asked.Bytes is null && asked.Body is null)
        {
            return null;
        }

        var content = new ByteArrayContent(asked.Bytes ?? Encoding.UTF8.GetBytes(asked.Body!));
        content.Headers.TryAddWithoutValidation("Content-Type", asked.ContentType);
        return content;
    }
}
