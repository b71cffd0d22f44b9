using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace StartOperator.Oci.Registries.Authentication;

/// <summary>Gets tokens for a registry from the token service that the registry names, and keeps them as long as they are good.</summary>
/// <param name="client">Sends requests; it follows no redirection.</param>
/// <param name="options">How to deal with the registry.</param>
internal sealed class TokenService(HttpClient client, RegistryOptions options) : IDisposable
{
    private const string ClientId = "startctl";
    private const int MostBytes = 1 << 20;

    /// <summary>What a token is good for when nobody says.</summary>
    private static readonly TimeSpan UsualLife = TimeSpan.FromSeconds(60);

    /// <summary>A token this close to its end is as good as none.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _tokens = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>A token for a scope.</summary>
    /// <param name="challenge">What the registry says of its token service.</param>
    /// <param name="scope">What for.</param>
    /// <param name="credential">Who we are; null for anybody.</param>
    /// <param name="refused">A token that the registry has refused, and that is not given again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RegistryFault">The token service gives none.</exception>
    public async Task<string> GetAsync(Challenge challenge, RegistryScope scope, RegistryCredential? credential, string? refused, CancellationToken cancellationToken)
    {
        var key = string.Join(' ', scope.Texts);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_tokens.TryGetValue(key, out var known) && known.Token != refused && known.Until - Margin > options.Time.GetUtcNow()) return known.Token;

            var (token, life) = await FetchAsync(challenge, scope, credential, cancellationToken);
            _tokens[key] = (token, options.Time.GetUtcNow() + life);
            return token;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<(string Token, TimeSpan Life)> FetchAsync(Challenge challenge, RegistryScope scope, RegistryCredential? credential, CancellationToken cancellationToken)
    {
        var realm = challenge.Realm!;
        using var watch = new SendWatch(options.Patience, options.Time, cancellationToken);
        using var request = credential?.IdentityToken is { } identity ? Exchange(challenge, scope, identity) : Ask(challenge, scope, credential);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Token);
            var body = await ResponseBody.ReadAsync(response, MostBytes, watch.Token);
            return response.IsSuccessStatusCode ? Read(body, realm) : throw Refused(response, realm, scope, credential);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && watch.IsSilent))
        {
            throw new RegistryFault(realm.Host, $"the token service can't be reached: {RegistryErrors.Innermost(fault)}", "see whether the network lets you through, and run again", fault);
        }
    }

    private static HttpRequestMessage Ask(Challenge challenge, RegistryScope scope, RegistryCredential? credential)
    {
        var query = new StringBuilder(challenge.Realm!.Query.TrimStart('?'));
        void Add(string name, string value) => query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        if (challenge.Service is { Length: > 0 } service) Add("service", service);
        foreach (var text in scope.Texts) Add("scope", text);
        if (credential is not null) Add("account", credential.User);
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(challenge.Realm) { Query = query.ToString() }.Uri);
        request.Headers.Authorization = credential is null ? null : Basic(credential);
        return request;
    }

    private static HttpRequestMessage Exchange(Challenge challenge, RegistryScope scope, string identity) => new(HttpMethod.Post, challenge.Realm)
    {
        Content = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"),
            new("service", challenge.Service ?? ""),
            new("client_id", ClientId),
            new("scope", string.Join(' ', scope.Texts)),
            new("refresh_token", identity),
        ]),
    };

    /// <summary>The header of a user and password.</summary>
    public static AuthenticationHeaderValue Basic(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Password}")));

    private static (string Token, TimeSpan Life) Read(byte[] body, Uri realm)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var token = Text(root, "token") ?? Text(root, "access_token") ?? throw new JsonException();
            var life = root.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out var number) && number > 0 ? TimeSpan.FromSeconds(number) : UsualLife;
            return (token, life);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new RegistryFault(realm.Host, "the token service does not answer with a token", "see whether the registry's address is right", fault);
        }
    }

    private static string? Text(JsonElement parent, string key) => parent.TryGetProperty(key, out var text) && text.GetString() is { Length: > 0 } value ? value : null;

    private static RegistryFault Refused(HttpResponseMessage response, Uri realm, RegistryScope scope, RegistryCredential? credential) => (int)response.StatusCode is 401 or 403
        ? new RegistryFault(scope.Repository, credential is null
            ? $"the token service at {realm.Host} wants a login"
            : $"the token service at {realm.Host} refuses the login of {credential}", RegistryErrors.LogIn)
        : new RegistryFault(realm.Host, $"the token service answers {(int)response.StatusCode} {response.ReasonPhrase}", "run again later");
}
