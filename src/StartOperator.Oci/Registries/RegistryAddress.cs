using System.Diagnostics.CodeAnalysis;
using StartOperator.Oci.Packages;

namespace StartOperator.Oci.Registries;

/// <summary>A registry, and where in it to put repositories: <c>HOST[:PORT][/PREFIX]</c>.</summary>
/// <param name="Host">The registry's name in references, with a port unless it is the usual one.</param>
/// <param name="Prefix">What all repositories begin with; empty for none.</param>
public sealed record RegistryAddress(string Host, string Prefix)
{
    private const string DockerHub = "docker.io";
    private const string DockerHubServer = "registry-1.docker.io";

    /// <summary>The server to talk to; Docker Hub's is not that of its references.</summary>
    public string Server => Host == DockerHub ? DockerHubServer : Host;

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address as the user gave it.</param>
    /// <param name="address">The address.</param>
    /// <param name="error">What is wrong, and what to write instead.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RegistryAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        var prefix = slash < 0 ? "" : text[(slash + 1)..].TrimEnd('/');
        error = text.Contains("://", StringComparison.Ordinal) ? "it is no URL: leave https:// out"
            : !IsHost(host) ? "its first part is no name of a server; write HOST/PREFIX, as in registry.example/packages"
            : prefix.Length > 0 && !RepositoryName.IsOne(prefix) ? $"'{prefix}' can't be the start of a repository's name: write lower-case letters and digits, with . _ or - between them"
            : null;
        if (error is null) address = new RegistryAddress(host, prefix);
        return error is null;
    }

    /// <summary>The repository of an image's name, within the registry.</summary>
    public string Repository(string name) => Prefix.Length == 0 ? name : $"{Prefix}/{name}";

    /// <summary>What a pod names an image by.</summary>
    public string Reference(string name, string digest) => $"{Host}/{Repository(name)}@{digest}";

    /// <inheritdoc />
    public override string ToString() => Prefix.Length == 0 ? Host : $"{Host}/{Prefix}";

    /// <summary>As in references: a name with a dot or a port, or <c>localhost</c>; else it would be a folder of Docker Hub's.</summary>
    private static bool IsHost(string host) =>
        (host == "localhost" || host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal))
        && !host.Contains('@', StringComparison.Ordinal)
        && Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var uri) && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
}
