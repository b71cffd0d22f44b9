using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using StartOperator.Oci.Registries.Authentication;

namespace StartOperator.Oci.Registries;

/// <summary>
/// Speaks with one registry: knows whether it takes HTTPS, says who we are as it wants to know it, follows redirections, and sends again what failed
/// for the moment. A login goes to the registry and the token service that it names, and never to where a redirection or an upload's address leads.
/// </summary>
internal sealed class RegistryConnection : IDisposable
{
    private const int MostRedirections = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly RegistryAddress _address;
    private readonly RegistryOptions _options;
    private readonly HttpClient _client;
    private readonly TokenService _tokens;
    private readonly Dictionary<string, RegistryCredential?> _logins = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Challenge? _challenge;

    public RegistryConnection(RegistryAddress address, RegistryOptions options)
    {
        (_address, _options) = (address, options);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
        if (options.Insecure)
        {
#pragma warning disable CA5359, MA0039 // The user says so.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("startctl");
        _tokens = new TokenService(_client, options);
        Root = new Uri($"https://{address.Server}/v2/");
    }

    /// <summary>The address that all others begin with.</summary>
    public Uri Root { get; private set; }

    /// <summary>How to deal with the registry.</summary>
    public RegistryOptions Options => _options;

    /// <summary>Finds out how to speak with the registry.</summary>
    /// <exception cref="RegistryFault">It can't be reached, or is none.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await GreetAsync(cancellationToken);
        }
        catch (RegistryFault) when (_options.Insecure && _challenge is null)
        {
            Root = new UriBuilder(Root) { Scheme = Uri.UriSchemeHttp, Port = Root.IsDefaultPort ? -1 : Root.Port }.Uri;
            await GreetAsync(cancellationToken);
        }
    }

    /// <summary>Asks for something.</summary>
    /// <returns>The answer, whatever it says, but for what only time can change.</returns>
    /// <exception cref="RegistryFault">The registry can't be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var tries = request.Tries ?? _options.Tries;
        for (var attempt = 1; ; attempt++)
        {
            HttpResponseMessage? response = null;
            try
            {
                response = await SendOnceAsync(request, cancellationToken);
                if (attempt >= tries || !IsPassing(response.StatusCode) || PauseOf(response, attempt) > _options.LongestPause) return response;
            }
            catch (Exception fault) when (attempt < tries && IsPassing(fault, cancellationToken))
            {
                // The next attempt may fare better.
            }
            catch (Exception fault) when (IsFailure(fault) && !cancellationToken.IsCancellationRequested)
            {
                throw Unreachable(fault);
            }

            var pause = response is null ? BackOff(attempt) : PauseOf(response, attempt);
            response?.Dispose();
            await _options.Pause(pause, cancellationToken);
        }
    }

    /// <summary>Whether an answer says that the same request may do later.</summary>
    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static bool IsPassing(Exception fault, CancellationToken cancellationToken) =>
        IsFailure(fault) && !IsDistrust(fault) && !cancellationToken.IsCancellationRequested;

    /// <summary>How long to wait before the next attempt, where the registry does not say; a little differs each time.</summary>
    public static TimeSpan BackOff(int attempt) => FirstPause * Math.Pow(2, attempt - 1) * (0.75 + (Random.Shared.NextDouble() / 2));

    /// <summary>Who we are for a repository, as far as that was found out; null for nobody.</summary>
    public string? LoginFor(string repository) => _logins.GetValueOrDefault(repository)?.ToString();

    public void Dispose()
    {
        _tokens.Dispose();
        _client.Dispose();
        _gate.Dispose();
    }

    private RegistryFault Unreachable(Exception fault) => new(
        _address.Host,
        IsDistrust(fault)
            ? $"there is no secure connection to the registry: {RegistryErrors.Innermost(fault)}"
            : $"the registry can't be reached: {(fault is TimeoutException ? fault.Message : RegistryErrors.Innermost(fault))}",
        _options.Insecure ? "see whether it runs, and under this name and port" : "see whether it runs, and under this name and port; one without a trusted certificate takes --insecure-registry",
        fault)
    { MayPass = !IsDistrust(fault) };

    private static bool IsFailure(Exception fault) => fault is HttpRequestException or TimeoutException or IOException;

    private static bool IsDistrust(Exception fault) => fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException };

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new RegistryRequest(HttpMethod.Get, Root, new RegistryScope("", Writes: false)) { Tries = 1 }, cancellationToken);
        _challenge ??= response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.TooManyRequests => Challenge.None,
            HttpStatusCode.Unauthorized => Challenge.Of(response.Headers.WwwAuthenticate)
                ?? throw new RegistryFault(_address.Host, "the registry wants a login of a kind that is not known", "see whether it takes a user and password, or tokens, as Docker does"),
            _ => throw new RegistryFault(_address.Host, $"this is no registry: {Root} answers {(int)response.StatusCode} {response.ReasonPhrase}", "correct the address"),
        };
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var (address, redirections, refused) = (request.Address, 0, (string?)null);
        while (true)
        {
            using var watch = new SendWatch(_options.Patience, _options.Time, cancellationToken);
            using var message = Message(request, address, watch);
            message.Headers.Authorization = IsOurs(address) ? await AuthorizationAsync(request.Scope, refused, cancellationToken) : null;
            var response = await SendAsync(message, watch, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized && refused is null && IsOurs(address) && Learn(response) && message.Headers.Authorization?.Scheme != "Basic")
            {
                refused = message.Headers.Authorization?.Parameter ?? "";
                response.Dispose();
                continue;
            }

            if (!request.FollowsRedirections || Redirection(response, address) is not { } next) return response;

            response.Dispose();
            address = ++redirections > MostRedirections ? throw Lost() : next;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, SendWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, watch.Token);
        }
        catch (Exception fault) when (watch.IsSilent && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"it has not answered for {_options.Patience.TotalSeconds} s", fault);
        }
    }

    private static HttpRequestMessage Message(RegistryRequest request, Uri address, SendWatch watch)
    {
        var message = new HttpRequestMessage(request.Method, address) { Content = request.Body?.Invoke(watch) };
        foreach (var type in request.Accept) message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));

        // A registry that refuses a large body says so before it is sent.
        message.Headers.ExpectContinue = message.Content?.Headers.ContentLength > 1 << 20;
        return message;
    }

    private async Task<AuthenticationHeaderValue?> AuthorizationAsync(RegistryScope scope, string? refused, CancellationToken cancellationToken)
    {
        if (_challenge is not { Scheme: not ChallengeScheme.None } challenge) return null;

        var login = await LoginAsync(scope.Repository, cancellationToken);
        if (challenge.Scheme == ChallengeScheme.Basic) return login is null ? null : TokenService.Basic(login);
        if (Root.Scheme == Uri.UriSchemeHttps && challenge.Realm!.Scheme != Uri.UriSchemeHttps)
            throw new RegistryFault(_address.Host, $"the registry's token service, {challenge.Realm.Host}, is reached without encryption", "a login is not sent there: have the registry's owner correct it");

        return new AuthenticationHeaderValue("Bearer", await _tokens.GetAsync(challenge, scope, login, refused, cancellationToken));
    }

    private async Task<RegistryCredential?> LoginAsync(string repository, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_logins.TryGetValue(repository, out var known)) return known;

            return _logins[repository] = await _options.Credentials.FindAsync(_address.Host, repository, cancellationToken);
        }
        catch (IOException fault)
        {
            throw new RegistryFault(_address.Host, fault.Message, "correct the file with logins, or remove it", fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Some registries greet everybody, and want to know who we are only when something is asked for.</summary>
    private bool Learn(HttpResponseMessage response)
    {
        var isOpen = _challenge is not null;
        if (isOpen && Challenge.Of(response.Headers.WwwAuthenticate) is { } challenge) _challenge = challenge;
        return isOpen && _challenge is { Scheme: not ChallengeScheme.None };
    }

    private Uri? Redirection(HttpResponseMessage response, Uri from)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location)
        {
            return null;
        }

        return Safe(new Uri(from, location));
    }

    /// <summary>An address that the registry gave; what began in secret stays so.</summary>
    /// <exception cref="RegistryFault">It leads out of encryption.</exception>
    public Uri Safe(Uri address) => Root.Scheme == Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttps
        ? throw new RegistryFault(
            _address.Host,
            $"the registry is reached over HTTPS, but sends us on to {address.GetLeftPart(UriPartial.Authority)} without encryption",
            "tell the registry its own address: behind a proxy, it takes X-Forwarded-Proto or its 'host' setting")
        : address;

    private bool IsOurs(Uri address) => address.Scheme == Root.Scheme && address.Host == Root.Host && address.Port == Root.Port;

    private RegistryFault Lost() => new(_address.Host, "the registry sends us round in circles", "see whether its address is right");

    private TimeSpan PauseOf(HttpResponseMessage response, int attempt) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - _options.Time.GetUtcNow() is { Ticks: > 0 } left => left,
        _ => BackOff(attempt),
    };
}
