using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StartOperator.Admission;

/// <summary>
/// Answers admission reviews over HTTPS. Whoever can reach the port may ask, so what a caller can cost is bounded: connections, reviews at a time,
/// and of each the size, pace and duration, and what is built of it.
/// </summary>
/// <param name="options">Where.</param>
/// <param name="certificate">Who it is.</param>
/// <param name="judge">What it says.</param>
/// <param name="logger">What went wrong.</param>
public sealed partial class AdmissionServer(WebhookOptions options, ServingCertificate certificate, AdmissionJudge judge, ILogger<AdmissionServer> logger)
    : IHostedService, IAsyncDisposable
{
    /// <summary>Where reviews are posted to.</summary>
    public const string Path = "/validate";

    /// <summary>
    /// How large a review may be: it holds two objects, and that of the largest published package has 60 KiB. Of a larger one the API server learns
    /// nothing, and goes on. What is built of a review takes many times its size, and the operator has 128 MiB for all that it does.
    /// </summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxConnections = 64;
    private const int MaxReviews = 2;
    private const int MaxBuffered = 64 * 1024;
    private const int FirstBytes = 16 * 1024;
    private const double MinBytesPerSecond = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turns = new(MaxReviews);

    /// <summary>What is built of one review is gone before anything is built of the next; only their bytes come side by side.</summary>
    private readonly Lock _judging = new();

    private WebApplication? _server;

    /// <summary>Where it listens, once it does.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = MaxBytes;
            kestrel.Limits.MaxRequestBufferSize = MaxBuffered;
            kestrel.Limits.RequestHeadersTimeout = Patience;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(MinBytesPerSecond, TimeSpan.FromSeconds(2));
            kestrel.Listen(options.Listen, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(new TlsHandshakeCallbackOptions { HandshakeTimeout = Patience, OnConnection = _ => ValueTask.FromResult(Identify()) });
            });
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(cancellationToken);
        var addresses = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Address = new Uri(addresses!.Addresses.First());
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _turns.Dispose();
    }

    private SslServerAuthenticationOptions Identify() => new()
    {
        ServerCertificateContext = certificate.Context ?? throw new AuthenticationException("the webhook has no certificate yet"),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value != Path || !HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = context.Request.Path.Value == Path ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.ReviewTimeout);
        try
        {
            await ReviewAsync(context, limit.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, StatusCodes.Status408RequestTimeout, "took too long");
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            await FailAsync(context, e.StatusCode, e.Message);
        }
        catch (JsonException e)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    /// <summary>A review is read only when it has its turn, so that those that wait cost no memory.</summary>
    private async Task ReviewAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        AdmissionReview answer;
        try
        {
            var request = AdmissionReviewReader.Read(await BodyAsync(context.Request, cancellationToken));
            lock (_judging)
            {
                answer = new AdmissionReview { ApiVersion = AdmissionReview.Version, Kind = AdmissionReview.KindName, Response = judge.Answer(request.Uid, request) };
            }
        }
        finally
        {
            _turns.Release();
        }

        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, AdmissionJson.Default.AdmissionReview, cancellationToken);
    }

    /// <summary>Reads a body into one piece of memory, which grows with what comes: to announce much costs nothing.</summary>
    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The end shows in the byte that is left.
        var most = (int)Math.Min(request.ContentLength ?? MaxBytes, MaxBytes) + 1;
        var body = new byte[Math.Min(FirstBytes, most)];
        var length = 0;
        while (await request.Body.ReadAsync(body.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length == body.Length)
            {
                Array.Resize(ref body, Math.Min(2 * body.Length, most));
            }
        }

        return body.AsMemory(0, length);
    }

    private Task FailAsync(HttpContext context, int status, string why)
    {
        LogRefused(status, why);
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = status;
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Debug, "Answered {Status} to a review: {Why}")]
    private partial void LogRefused(int status, string why);
}
