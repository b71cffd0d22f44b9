using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace StartOperator.Cli.Tests.S9pk;

/// <summary>A web server on this machine with one file, which it sends as a test wants.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _breaksLeft;

    private FileServer(WebApplication app) => _app = app;

    /// <summary>The file's URL.</summary>
    public string Url => _app.Urls.Single() + "/pebble.s9pk";

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it sends parts.</summary>
    public bool SendsParts { get; init; } = true;

    /// <summary>Whether it says how long the file is, where it sends it as a whole.</summary>
    public bool SaysLength { get; init; } = true;

    /// <summary>After how many bytes it breaks off, as often as it does; a response that is shorter than announced ends the connection.</summary>
    public (int After, int Times) Breaks { get; init; }

    /// <summary>Where the parts started that were asked for.</summary>
    public ConcurrentQueue<long> Starts { get; } = new();

    public static async Task<FileServer> StartAsync(string path, bool sendsParts = true, bool saysLength = true, (int After, int Times) breaks = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FileServer(app) { Path = path, SendsParts = sendsParts, SaysLength = saysLength, Breaks = breaks, _breaksLeft = breaks.Times };
        app.MapGet("/pebble.s9pk", server.SendAsync);
        app.MapGet("/loop", (HttpContext context) => context.Response.Redirect("/pebble.s9pk"));
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task SendAsync(HttpContext context)
    {
        var start = SendsParts && context.Request.GetTypedHeaders().Range?.Ranges.Single().From is { } from ? from : 0;
        Starts.Enqueue(start);
        await using var file = File.OpenRead(Path);
        file.Position = start;
        if (SendsParts)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{file.Length - 1}/{file.Length}");
            context.Response.Headers.ETag = $"\"{file.Length}\"";
        }

        context.Response.ContentLength = SaysLength ? file.Length - start : null;
        var breaks = Breaks.Times > 0 && Interlocked.Decrement(ref _breaksLeft) >= 0;
        await SendFileAsync(context.Response.Body, file, breaks ? Breaks.After : long.MaxValue, context.RequestAborted);
        if (breaks && !SaysLength)
        {
            context.Abort();
        }
    }

    private static async Task SendFileAsync(Stream body, FileStream file, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (int read; most > 0 && (read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most)), cancellationToken)) > 0; most -= read)
        {
            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        await body.FlushAsync(cancellationToken);
    }
}
