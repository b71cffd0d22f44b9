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
    /// <exception cref="ApiException">The server refused it, no answer came in time, or nothing may be written now.</exception>
    public Task<PooledBody> ExchangeAsync(ApiRequest request, CancellationToken cancellationToken) =>
        CallAsync(request, ReadBodyAsync, cancellationToken);

    /// <summary>Sends a request whose answer is a stream; the time limit covers only its beginning.</summary>
    /// <exception cref="ApiException">The server refused it, or no answer came in time.</exception>
    public Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken) =>
        CallAsync(request, static (_, response, _) => Task.FromResult(response), cancellationToken);

    private async Task<PooledBody> ReadBodyAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var (body, truncated) = await PooledBody.ReadAsync(response.Content, _options.MaxResponseBytes, cancellationToken);
            if (!truncated)
            {
                return body;
            }

            body.Dispose();
            throw new ApiException(null, "TooLarge", $"{request}: the answer exceeds {_options.MaxResponseBytes} bytes");
        }
    }

    private async Task<T> CallAsync<T>(ApiRequest request, Func<ApiRequest, HttpResponseMessage, CancellationToken, Task<T>> take, CancellationToken cancellationToken)
    {
        var limit = Limit(request);
        using var timeout = new CancellationTokenSource(limit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var begun = _time.GetTimestamp();
        HttpStatusCode? code = null;
        try
        {
            var response = await SendAsync(request, both.Token);
            code = response.StatusCode;
            return await take(request, response, both.Token);
        }
        catch (Exception e)
        {
            var failure = AsFailure(e, request, limit, timeout.IsCancellationRequested, cancellationToken.IsCancellationRequested);
            code = failure?.StatusCode;
            if (failure is null || failure == e)
            {
                throw;
            }

            throw failure;
        }
        finally
        {
            _options.OnCall?.Invoke(new ApiCall(request.Verb, request.Kind.Plural, (int?)code, _time.GetElapsedTime(begun)));
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Whether an exception means that the connection failed or broke.</summary>
    public static bool IsNetworkFailure(Exception exception) => exception is HttpRequestException or IOException or SocketException;

    public static ApiException Unreachable(string request, Exception cause) =>
        new(null, "Unreachable", $"{request}: {cause.GetBaseException().Message}", cause);

    /// <summary>
    /// What an exception means; null when it is the caller's own cancellation, or a fault of ours. A connection that does not come about in time is
    /// reported by the handler as a cancellation, too, though nobody cancelled anything.
    /// </summary>
    private static ApiException? AsFailure(Exception exception, ApiRequest request, TimeSpan limit, bool timedOut, bool isCancelled) => exception switch
    {
        ApiException known => known,
        OperationCanceledException when isCancelled => null,
        OperationCanceledException when timedOut => new ApiException(null, "Timeout", $"{request}: no answer within {limit.TotalSeconds:0.#} s", exception),
        OperationCanceledException => Unreachable(request.ToString(), exception),
        _ when IsNetworkFailure(exception) => Unreachable(request.ToString(), exception),
        _ => null,
    };

    /// <summary>How long a request may take. A write must end while writing is still allowed.</summary>
    private TimeSpan Limit(ApiRequest request)
    {
        if (!request.IsWrite || _options.WritesAllowedFor is not { } allowed)
        {
            return _options.RequestTimeout;
        }

        var left = allowed();
        if (left <= TimeSpan.Zero)
        {
            throw new ApiException(null, "NotLeading", $"{request}: another replica may be leading, so nothing is written");
        }

        return left < _options.RequestTimeout ? left : _options.RequestTimeout;
    }

    /// <summary>A configuration that nobody has named calls itself after KubernetesClient: in an audit log that could be anybody.</summary>
    private static bool IsUnnamed(string? userAgent) =>
        string.IsNullOrWhiteSpace(userAgent) || userAgent.StartsWith(UnnamedAgent, StringComparison.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(ApiRequest asked, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(asked.Method, new Uri(_server, asked.Url))
        {
            Version = _httpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Host = _host;
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);

        if (asked.ContentType.Length > 0)
        {
            request.Content = new ReadOnlyMemoryContent(asked.Content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(asked.ContentType);
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
            throw await ReadErrorAsync(asked, response, cancellationToken);
        }
    }

    private async Task<ApiException> ReadErrorAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (body, _) = await PooledBody.ReadAsync(response.Content, MaxErrorBytes, cancellationToken);
        using (body)
        {
            var status = TryReadStatus(body.Span);
            var detail = status?.Message ?? Encoding.UTF8.GetString(body.Span[..Math.Min(body.Span.Length, 500)]).Trim();
            return Error(response.StatusCode, status, request.ToString(), detail, RetryAfter(response, status));
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
