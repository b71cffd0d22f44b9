using System.Text;
using System.Text.Json;

namespace StartOperator.Oci.Registries.Authentication;

/// <summary>A file with logins, as Docker and podman write it: <c>auths</c>, <c>credHelpers</c> and <c>credsStore</c>.</summary>
internal sealed class CredentialFile
{
    private const string DockerHub = "docker.io";
    private const string DockerHubServer = "https://index.docker.io/v1/";
    private const int MostBytes = 1 << 20;

    private readonly Dictionary<string, RegistryCredential> _logins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _programs = new(StringComparer.Ordinal);
    private string? _program;

    private CredentialFile()
    {
    }

    /// <summary>How a program that keeps secrets calls a registry.</summary>
    public static string ServerOf(string host) => host == DockerHub ? DockerHubServer : host;

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It can't be read, or is no such file.</exception>
    public static CredentialFile Read(string path)
    {
        if (new FileInfo(path).Length > MostBytes) throw new IOException($"{path}: no file with logins is that large");

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var file = new CredentialFile();
            file.Take(document.RootElement, path);
            return file;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            throw new IOException($"{path}: this is no file with logins as `docker login` writes it: {fault.Message}", fault);
        }
    }

    /// <summary>The program that keeps the login for a registry; null when it is in the file, if anywhere.</summary>
    public string? ProgramFor(string host) => _programs.GetValueOrDefault(host) ?? _programs.GetValueOrDefault(ServerOf(host)) ?? _program;

    /// <summary>The login for a repository; the one for the longest part of its name wins.</summary>
    public RegistryCredential? Find(string host, string repository)
    {
        for (var name = $"{host}/{repository}"; ; name = name[..name.LastIndexOf('/')])
        {
            if (_logins.GetValueOrDefault(name) is { } login) return login;
            if (!name.Contains('/', StringComparison.Ordinal)) return null;
        }
    }

    private void Take(JsonElement root, string path)
    {
        if (root.TryGetProperty("auths", out var logins))
        {
            foreach (var login in logins.EnumerateObject())
            {
                if (Login(login.Value, path) is { } credential) _logins[NameOf(login.Name)] = credential;
            }
        }

        if (root.TryGetProperty("credHelpers", out var programs))
        {
            foreach (var program in programs.EnumerateObject()) _programs[program.Name] = program.Value.GetString() ?? "";
        }

        _program = root.TryGetProperty("credsStore", out var store) && store.GetString() is { Length: > 0 } name ? name : null;
    }

    /// <summary>Docker's older keys are URLs.</summary>
    private static string NameOf(string key)
    {
        if (key == DockerHubServer) return DockerHub;
        if (!Uri.TryCreate(key, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)) return key;

        var path = uri.AbsolutePath.Trim('/');
        return path is "" or "v1" or "v2" ? uri.Authority : $"{uri.Authority}/{path}";
    }

    private static RegistryCredential? Login(JsonElement login, string path)
    {
        var token = Text(login, "identitytoken");
        if (Text(login, "auth") is { } encoded)
        {
            var decoded = Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).TrimEnd('\0');
            var colon = decoded.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) throw new FormatException("'auth' is no user and password");
            return new RegistryCredential(decoded[..colon], decoded[(colon + 1)..], token, path);
        }

        var (user, password) = (Text(login, "username"), Text(login, "password"));
        return token is null && user is null ? null : new RegistryCredential(user ?? "", password ?? "", token, path);
    }

    private static string? Text(JsonElement parent, string key) => parent.TryGetProperty(key, out var text) && text.GetString() is { Length: > 0 } value ? value : null;
}
