using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Runtime.Http;

/// <summary>
/// Serves <c>/livez</c>, <c>/readyz</c> (with <c>?verbose</c>, what it depends on) and <c>/metrics</c>, over plain HTTP/1.1: whoever may reach it is for
/// a NetworkPolicy to say.
/// </summary>
/// <param name="options">Where.</param>
/// <param name="health">What probes ask for.</param>
/// <param name="caches">What readiness depends on.</param>
/// <param name="metrics">What is measured.</param>
public sealed class OperatorEndpoints(EndpointOptions options, OperatorHealth health, ObjectCaches caches, OperatorMetrics metrics) : IHostedService, IAsyncDisposable
{
    private const int MaxConnections = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<WebApplication> _servers = [];

    /// <summary>Where it listens, once it does.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Where it listens for probes alone, once it does; null for nowhere.</summary>
    public Uri? ProbeAddress { get; private set; }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Address = await ServeAsync(options.Listen, AnswerAsync, cancellationToken);
        ProbeAddress = options.Probes is { } probes ? await ServeAsync(probes, AnswerProbeAsync, cancellationToken) : null;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_servers.Select(s => s.StopAsync(cancellationToken)));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Each port is a server of its own, because the limits of connections are those of a server.</summary>
    private async Task<Uri> ServeAsync(IPEndPoint listen, RequestDelegate answer, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = Patience;
            kestrel.Limits.KeepAliveTimeout = Patience;
            kestrel.Listen(listen);
        });
        var server = builder.Build();
        _servers.Add(server);
        server.Run(answer);
        await server.StartAsync(cancellationToken);
        var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return new Uri(addresses!.Addresses.First());
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return TellAsync(context, HttpStatusCode.MethodNotAllowed, "only GET is served\n");
        }

        return context.Request.Path.Value == "/metrics" ? TellMetricsAsync(context) : AnswerProbeAsync(context);
    }

    private Task AnswerProbeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return TellAsync(context, HttpStatusCode.MethodNotAllowed, "only GET is served\n");
        }

        return context.Request.Path.Value switch
        {
            "/livez" or "/healthz" => TellAsync(context, health.IsAlive ? HttpStatusCode.OK : HttpStatusCode.InternalServerError, health.IsAlive ? "ok\n" : health.Fault + "\n"),
            "/readyz" => TellReadyAsync(context),
            _ => TellAsync(context, HttpStatusCode.NotFound, "served are /livez and /readyz, and /metrics, which may have a port of its own\n"),
        };
    }

    private Task TellReadyAsync(HttpContext context)
    {
        var status = health.AllCachesSynced ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;
        if (!context.Request.Query.ContainsKey("verbose"))
        {
            return TellAsync(context, status, health.AllCachesSynced ? "ok\n" : "caches are not filled yet, or the operator is stopping\n");
        }

        var text = new StringBuilder();
        foreach (var cache in caches.All.OrderBy(c => c.Kind.FullName, StringComparer.Ordinal))
        {
            text.Append(cache.HasSynced ? "[+] " : "[-] ").Append(cache.Kind.FullName).Append(' ').Append(cache.Count).Append('\n');
        }

        return TellAsync(context, status, text.Append(health.AllCachesSynced ? "ready\n" : "not ready\n").ToString());
    }

    private async Task TellMetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await metrics.Registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }

    private static Task TellAsync(HttpContext context, HttpStatusCode status, string text)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
