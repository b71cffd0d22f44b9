using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace StartOperator.Oci.Tests;

/// <summary>A registry in this process: as much of the distribution specification as pushing takes, and whatever a test wants to go wrong.</summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, MemoryStream> _uploads = new(StringComparer.Ordinal);
    private int _sessions;

    private FakeRegistry(WebApplication app) => _app = app;

    /// <summary>Its name in references.</summary>
    public string Host => new Uri(_app.Urls.Single()).Authority;

    /// <summary>What it holds: <c>REPOSITORY@DIGEST</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    /// <summary>What it holds: <c>REPOSITORY@DIGEST</c> and <c>REPOSITORY:TAG</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Manifests { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked for: method, path, and a login's scheme if there was one.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How many bytes of blobs came in.</summary>
    public long Received { get; private set; }

    /// <summary>Looks at each request first; true when it has answered.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    public static async Task<FakeRegistry> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var registry = new FakeRegistry(app);
        app.Run(registry.AnswerAsync);
        await app.StartAsync();
        return registry;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Answers as registries tell of errors.</summary>
    public static async Task<bool> RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync($$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");
        return true;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var login = request.Headers.Authorization.ToString().Split(' ')[0];
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}{(login.Length > 0 ? $" {login}" : "")}");
        if (await Before(context)) return;

        var path = request.Path.Value!;
        if (path is "/v2/" or "/v2") return;

        var parts = path["/v2/".Length..].Split('/');
        var at = Array.FindLastIndex(parts, part => part is "blobs" or "manifests");
        var repository = string.Join('/', parts[..at]);
        if (parts[at] == "manifests") await ManifestAsync(context, repository, parts[at + 1]);
        else if (parts[at + 1] == "uploads") await UploadAsync(context, repository, parts.ElementAtOrDefault(at + 2) ?? "");
        else Blob(context, Blobs.GetValueOrDefault($"{repository}@{parts[at + 1]}"), parts[at + 1]);
    }

    private static void Blob(HttpContext context, byte[]? blob, string digest)
    {
        context.Response.StatusCode = blob is null ? 404 : 200;
        context.Response.ContentLength = blob?.Length;
        if (blob is not null) context.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private async Task ManifestAsync(HttpContext context, string repository, string reference)
    {
        var key = reference.StartsWith("sha256:", StringComparison.Ordinal) ? $"{repository}@{reference}" : $"{repository}:{reference}";
        if (context.Request.Method != "PUT")
        {
            var known = Manifests.GetValueOrDefault(key);
            Blob(context, known, known is null ? "" : Digest(known));
            return;
        }

        var manifest = await ReadAsync(context);
        foreach (var digest in System.Text.RegularExpressions.Regex.Matches(System.Text.Encoding.UTF8.GetString(manifest), "sha256:[0-9a-f]{64}").Select(match => match.Value))
        {
            if (!Blobs.ContainsKey($"{repository}@{digest}") && !Manifests.ContainsKey($"{repository}@{digest}"))
            {
                await RefuseAsync(context, 400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
                return;
            }
        }

        Manifests[key] = manifest;
        Manifests[$"{repository}@{Digest(manifest)}"] = manifest;
        Created(context, Digest(manifest));
    }

    private async Task UploadAsync(HttpContext context, string repository, string session)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Method == "POST")
        {
            var source = $"{request.Query["from"]}@{request.Query["mount"]}";
            if (Blobs.TryGetValue(source, out var mounted))
            {
                Blobs[$"{repository}@{request.Query["mount"]}"] = mounted;
                Created(context, request.Query["mount"]!);
                return;
            }

            session = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _sessions)}");
            _uploads[session] = new MemoryStream();
        }
        else if (!_uploads.ContainsKey(session))
        {
            await RefuseAsync(context, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
            return;
        }

        var upload = _uploads[session];
        if (request.Method is "PATCH" or "PUT") await TakeAsync(context, upload);
        response.Headers.Location = $"/v2/{repository}/blobs/uploads/{session}?state=x";
        response.Headers["Range"] = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.Length - 1)}");
        response.StatusCode = request.Method == "GET" ? 204 : 202;
        if (request.Method != "PUT") return;

        var digest = request.Query["digest"].ToString();
        if (Digest(upload.ToArray()) != digest)
        {
            await RefuseAsync(context, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
            return;
        }

        Blobs[$"{repository}@{digest}"] = upload.ToArray();
        _uploads.TryRemove(session, out _);
        Created(context, digest);
    }

    private async Task TakeAsync(HttpContext context, MemoryStream upload)
    {
        var buffer = new byte[16 << 10];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            upload.Write(buffer.AsSpan(0, read));
            Received += read;
        }
    }

    private static void Created(HttpContext context, string digest)
    {
        context.Response.StatusCode = 201;
        if (!context.Response.Headers.ContainsKey("Docker-Content-Digest")) context.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
