using System.Text.Json;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>A resource that an API server serves.</summary>
/// <param name="Path">Where.</param>
/// <param name="Kind">The kind of its objects.</param>
/// <param name="IsNamespaced">Whether its objects live in namespaces.</param>
/// <param name="Verbs">What can be done with it.</param>
public sealed record ServedResource(ResourcePath Path, string Kind, bool IsNamespaced, IReadOnlySet<string> Verbs)
{
    /// <summary>As an error message of the API writes it, such as <c>deployments.apps</c>.</summary>
    public string QualifiedName => Path.Group.Length == 0 ? Path.Plural : $"{Path.Plural}.{Path.Group}";

    /// <summary>As an object reference writes it.</summary>
    public string ApiVersion => Path.Group.Length == 0 ? Path.Version : $"{Path.Group}/{Path.Version}";
}

/// <summary>What an API server serves, by its discovery documents; one version of each resource, the preferred one.</summary>
public static class ApiCatalogue
{
    /// <summary>Reads the discovery documents.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<IReadOnlyList<ServedResource>> ReadAsync(ClusterApi api, CancellationToken cancellation)
    {
        var found = new Dictionary<(string Group, string Plural), ServedResource>();
        await AddAsync(api, "", "v1", found, cancellation);
        using var groups = await api.ReadAsync("/apis", cancellation);
        foreach (var group in groups.RootElement.GetProperty("groups").EnumerateArray())
        {
            var name = group.GetProperty("name").GetString()!;
            var preferred = group.GetProperty("preferredVersion").GetProperty("version").GetString()!;
            var versions = group.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetString()!);
            foreach (var version in versions.Where(version => version != preferred).Prepend(preferred))
            {
                await AddAsync(api, name, version, found, cancellation);
            }
        }

        return [.. found.Values];
    }

    private static async Task AddAsync(
        ClusterApi api, string group, string version, Dictionary<(string Group, string Plural), ServedResource> found, CancellationToken cancellation)
    {
        var path = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        try
        {
            using var document = await api.ReadAsync(path, cancellation);
            foreach (var resource in document.RootElement.GetProperty("resources").EnumerateArray())
            {
                var served = Read(group, version, resource);
                if (!served.Path.Plural.Contains('/'))
                {
                    found.TryAdd((group, served.Path.Plural), served);
                }
            }
        }
        catch (ApiRefusalException)
        {
            // A group whose server is away (an aggregated API), or that went while we read.
        }
    }

    private static ServedResource Read(string group, string version, JsonElement resource) => new(
        new(group, version, resource.GetProperty("name").GetString()!),
        resource.GetProperty("kind").GetString()!,
        resource.GetProperty("namespaced").GetBoolean(),
        resource.GetProperty("verbs").EnumerateArray().Select(verb => verb.GetString()!).ToHashSet());
}
