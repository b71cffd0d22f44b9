using System.Net.Http.Headers;
using System.Text;

namespace StartOperator.Oci.Registries.Authentication;

/// <summary>How a registry wants to know who we are (RFC 9110 §11.6.1, and the token flow of the distribution project).</summary>
/// <param name="Scheme">How.</param>
/// <param name="Realm">The token service's address; null where there is none.</param>
/// <param name="Service">How the token service calls the registry.</param>
internal sealed record Challenge(ChallengeScheme Scheme, Uri? Realm, string? Service)
{
    /// <summary>Nobody asks.</summary>
    public static Challenge None { get; } = new(ChallengeScheme.None, null, null);

    /// <summary>Reads the challenges of an answer; a token is preferred. Null when there is none that we can meet.</summary>
    public static Challenge? Of(IEnumerable<AuthenticationHeaderValue> headers)
    {
        Challenge? basic = null;
        foreach (var header in headers)
        {
            if (header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) basic = new Challenge(ChallengeScheme.Basic, null, null);
            if (!header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) continue;

            var parameters = Parameters(header.Parameter ?? "");
            if (Uri.TryCreate(parameters.GetValueOrDefault("realm"), UriKind.Absolute, out var realm) && (realm.Scheme == Uri.UriSchemeHttps || realm.Scheme == Uri.UriSchemeHttp))
                return new Challenge(ChallengeScheme.Bearer, realm, parameters.GetValueOrDefault("service"));
        }

        return basic;
    }

    /// <summary>Reads <c>key=value</c> pairs with commas between them; a value may be in quotes.</summary>
    private static Dictionary<string, string> Parameters(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < text.Length;)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0) break;

            var key = text[at..equals].Trim(' ', ',', '\t');
            (var value, at) = equals + 1 < text.Length && text[equals + 1] == '"' ? Quoted(text, equals + 2) : Plain(text, equals + 1);
            parameters[key] = value;
        }

        return parameters;
    }

    private static (string Value, int End) Plain(string text, int start)
    {
        var end = text.IndexOf(',', start);
        return end < 0 ? (text[start..].Trim(), text.Length) : (text[start..end].Trim(), end + 1);
    }

    private static (string Value, int End) Quoted(string text, int start)
    {
        var value = new StringBuilder();
        var at = start;
        for (; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at]);
        }

        return (value.ToString(), at + 1);
    }
}

/// <summary>A way to say who one is.</summary>
internal enum ChallengeScheme
{
    /// <summary>None.</summary>
    None,

    /// <summary>A user and a password with every request.</summary>
    Basic,

    /// <summary>A token from a token service.</summary>
    Bearer,
}
