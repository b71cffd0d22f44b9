using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Authentication;
using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>Sends requests with the cluster's credentials and turns every failure into an <see cref="ApiException"/>.</summary>
internal sealed class ApiTransport : IDisposable
{
    private const int MaxErrorBytes = 256 * 1024;
    private const string UnnamedAgent = "kubernetes-csharp/";

    private readonly HttpClient _http;
    private readonly Uri _server;
    private readonly ServiceClientCredentials? _credentials;
    private readonly ApiClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Version _httpVersion;
    private readonly string? _host;
    private readonly string _userAgent;

    public ApiTransport(KubernetesClientConfiguration configuration, ApiClientOptions options, TimeProvider time)
    {
        _server = new Uri(configuration.Host);
        _http = new HttpClient(ServerConnection.Handlers(configuration, options.Handlers), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _credentials = Kubernetes.CreateCredentials(configuration);
        _options = options;
        _time = time;
        _httpVersion = configuration.DisableHttp2 ? HttpVersion.Version11 : HttpVersion.Version20;
        _userAgent = IsUnnamed(configuration.UserAgent) ? options.FieldManager : configuration.UserAgent;
        _host = string.IsNullOrWhiteSpace(configuration.TlsServerName) ? null : configuration.TlsServerName;
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <exception cref="ApiException">The server refused it, or no answer came in time.</exception>
    public async Task<PooledBody> ExchangeAsync(
        HttpMethod method, string url, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await SendAsync(method, url, content, contentType, both.Token);
            var (body, truncated) = await PooledBody.ReadAsync(response.Content, _options.MaxResponseBytes, both.Token);
            if (!truncated)
            {
                return body;
            }

            body.Dispose();
            throw new ApiException(null, "TooLarge", $"{method} {url}: the answer exceeds {_options.MaxResponseBytes} bytes");
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(null, "Timeout", $"{method} {url}: no answer within {_options.RequestTimeout.TotalSeconds:0.#} s", e);
        }
        catch (Exception e) when (IsNetworkFailure(e))
        {
            throw Unreachable(method, url, e);
        }
    }

    /// <summary>Sends a request whose answer is a stream; the time limit covers only its beginning.</summary>
    /// <exception cref="ApiException">The server refused it, or no answer came in time.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string url, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await SendAsync(HttpMethod.Get, url, default, "", both.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(null, "Timeout", $"GET {url}: no answer within {_options.RequestTimeout.TotalSeconds:0.#} s", e);
        }
        catch (Exception e) when (IsNetworkFailure(e))
        {
            throw Unreachable(HttpMethod.Get, url, e);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Whether an exception means that the connection failed or broke.</summary>
    public static bool IsNetworkFailure(Exception exception) => exception is HttpRequestException or IOException or SocketException;

    public static ApiException Unreachable(HttpMethod method, string url, Exception cause) =>
        new(null, "Unreachable", $"{method} {url}: {cause.GetBaseException().Message}", cause);

    /// <summary>A configuration that nobody has named calls itself after KubernetesClient: in an audit log that could be anybody.</summary>
    private static bool IsUnnamed(string? userAgent) =>
        string.IsNullOrWhiteSpace(userAgent) || userAgent.StartsWith(UnnamedAgent, StringComparison.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string url, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server, url))
        {
            Version = _httpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Host = _host;
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);

        if (contentType.Length > 0)
        {
            request.Content = new ReadOnlyMemoryContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        if (_credentials is not null)
        {
            await _credentials.ProcessHttpRequestAsync(request, cancellationToken);
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ReadErrorAsync(method, url, response, cancellationToken);
        }
    }

    private async Task<ApiException> ReadErrorAsync(HttpMethod method, string url, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (body, _) = await PooledBody.ReadAsync(response.Content, MaxErrorBytes, cancellationToken);
        using (body)
        {
            var status = TryReadStatus(body.Span);
            var detail = status?.Message ?? Encoding.UTF8.GetString(body.Span[..Math.Min(body.Span.Length, 500)]).Trim();
            return Error(response.StatusCode, status, $"{method} {url}", detail, RetryAfter(response, status));
        }
    }

    /// <summary>The error an event of a watch carries in place of an object.</summary>
    public static ApiException WatchError(string url, ReadOnlySpan<byte> json)
    {
        var status = TryReadStatus(json);
        var code = (HttpStatusCode)(status?.Code ?? 500);
        var wait = status?.Details?.RetryAfterSeconds is > 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return Error(code, status, $"watch {url}", status?.Message ?? "the watch ended with an error", wait);
    }

    private static ApiException Error(HttpStatusCode code, V1Status? status, string request, string detail, TimeSpan? retryAfter)
    {
        var reason = string.IsNullOrEmpty(status?.Reason) ? code.ToString() : status.Reason;
        return new ApiException(code, reason, $"{request}: {(int)code} {reason}: {detail}")
        {
            Detail = detail,
            RetryAfter = retryAfter,
            Causes = [.. (status?.Details?.Causes ?? []).Select(c => new ApiErrorCause(c.Field ?? "", c.Reason ?? "", c.Message ?? ""))],
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response, V1Status? status)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero,
        };
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static V1Status? TryReadStatus(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, KubernetesContracts.Of<V1Status>());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
