using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Nodes.Kubelet;

/// <summary>
/// The port of a node that an API server calls when someone reads a container's log or runs a command in it. On loopback, with a
/// certificate of its own making, as a kubelet's is.
/// </summary>
internal sealed class KubeletServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly PodWorker _pods;
    private readonly TimeProvider _clock;

    private KubeletServer(PodWorker pods, TimeProvider clock)
    {
        (_pods, _clock, _certificate) = (pods, clock, SelfSigned());
        _server = LoopbackServer.Build(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _server.UseWebSockets();
        _server.Run(HandleAsync);
    }

    /// <summary>Where it listens.</summary>
    public int Port => new Uri(_server.Urls.First()).Port;

    /// <summary>Starts a server for the pods of a node.</summary>
    public static async Task<KubeletServer> StartAsync(PodWorker pods, TimeProvider clock, CancellationToken cancellation)
    {
        var server = new KubeletServer(pods, clock);
        await server._server.StartAsync(cancellation);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _server.DisposeAsync();
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        try
        {
            var path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
            await (path switch
            {
                ["containerLogs", var ns, var pod, var container] => LogAsync(context, new(ns, pod), container, end.Token),
                ["exec", var ns, var pod, var container] => ExecAsync(context, new(ns, pod), container, end.Token),
                _ => RefuseAsync(context, StatusCodes.Status404NotFound, "404 page not found"),
            });
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The caller hung up, or the node stops.
        }
    }

    private async Task LogAsync(HttpContext context, ObjectKey pod, string name, CancellationToken cancellation)
    {
        if (await _pods.FindAsync(pod, name, cancellation) is not { } container)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"container \"{name}\" not found in pod \"{pod.Name}\"");
            return;
        }

        var query = LogQuery.Read(context.Request.Query, _clock.GetUtcNow().UtcDateTime);
        if ((query.Previous ? container.PreviousLog : container.Log) is not { } log)
        {
            await RefuseAsync(
                context,
                StatusCodes.Status400BadRequest,
                query.Previous ? $"previous terminated container \"{name}\" in pod \"{pod.Name}\" not found"
                    : $"container \"{name}\" in pod \"{pod.Name}\" is waiting to start: {container.Waiting?.Reason}");
            return;
        }

        context.Response.ContentType = "text/plain";
        await context.Response.StartAsync(cancellation);
        await query.CopyAsync(log, context.Response.Body, cancellation);
    }

    private async Task ExecAsync(HttpContext context, ObjectKey pod, string name, CancellationToken cancellation)
    {
        var protocol = ExecChannel.Protocols.FirstOrDefault(context.WebSockets.WebSocketRequestedProtocols.Contains);
        var command = context.Request.Query["command"].OfType<string>().ToList();
        if (await _pods.FindAsync(pod, name, cancellation) is not { IsRunning: true } container)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"container not found (\"{name}\")");
        }
        else if (protocol is null || command.Count == 0)
        {
            var protocols = string.Join(", ", ExecChannel.Protocols);
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"a command, and one of {protocols} over WebSocket, are needed");
        }
        else
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
            using var channel = new ExecChannel(socket);
            await channel.RunAsync(command, context.Request.Query["input"] is ["1" or "true"], container.Commands, cancellation);
        }
    }

    private static Task RefuseAsync(HttpContext context, int code, string message)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(message);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=simulated-kubelet", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddYears(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null); // Some platforms serve only such keys.
    }
}
