using System.Net;
using System.Net.Http.Headers;
using StartOperator.Oci.Content;

namespace StartOperator.Oci.Registries;

/// <summary>A repository of a registry.</summary>
/// <param name="connection">The way to the registry.</param>
/// <param name="address">The registry.</param>
/// <param name="name">The repository's name below the address's prefix.</param>
internal sealed class Repository(RegistryConnection connection, RegistryAddress address, string name)
{
    private const string DigestHeader = "Docker-Content-Digest";

    /// <summary>Its name in the registry.</summary>
    public string Name { get; } = address.Repository(name);

    /// <summary>Its name with the registry's.</summary>
    public string FullName => $"{address.Host}/{Name}";

    /// <summary>The way to the registry.</summary>
    public RegistryConnection Connection => connection;

    /// <summary>Whether it takes blobs in pieces, as far as is known.</summary>
    public bool TakesPieces { get; set; } = true;

    /// <summary>Whether it says that it has a blob, of the right length.</summary>
    public async Task<bool> HasAsync(OciBlob blob, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Head, At($"blobs/{blob.Digest}"), new RegistryScope(Name, Writes: true)) { FollowsRedirections = false };
        return await HasAsync(request, blob, cancellationToken);
    }

    /// <summary>Whether it says that it has a manifest under a tag or digest.</summary>
    public async Task<bool> HasAsync(OciBlob manifest, string reference, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Head, At($"manifests/{reference}"), new RegistryScope(Name, Writes: true)) { Accept = [manifest.MediaType] };
        return await HasAsync(request, manifest, cancellationToken);
    }

    /// <summary>Puts a manifest there, under a tag or its digest.</summary>
    /// <exception cref="RegistryFault">It is not taken.</exception>
    public async Task PutAsync(OciBlob manifest, string reference, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Put, At($"manifests/{reference}"), new RegistryScope(Name, Writes: true)) { Body = _ => DocumentBody(manifest) };
        using var response = await connection.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) throw await FaultAsync(response, $"take the manifest {manifest.Digest}", cancellationToken);
        CheckEcho(response, manifest);
    }

    /// <summary>Whether an answer's digest, if it has one, is the blob's.</summary>
    /// <exception cref="RegistryFault">It is another one.</exception>
    public void CheckEcho(HttpResponseMessage response, OciBlob blob)
    {
        if (DigestOf(response) is { } echo && echo != blob.Digest.ToString())
        {
            throw new RegistryFault(
                FullName,
                $"the registry says that it has stored {echo}, but {blob.Digest} was sent",
                "something on the way changes what is sent, or the registry's storage is broken: trust nothing that it holds before that is found out");
        }
    }

    /// <summary>An address in the repository.</summary>
    public Uri At(string path) => new(connection.Root, $"{Name}/{path}");

    /// <summary>The fault that an answer stands for.</summary>
    public Task<RegistryFault> FaultAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken) =>
        RegistryErrors.FaultAsync(response, FullName, what, connection.LoginFor(Name), cancellationToken);

    private async Task<bool> HasAsync(RegistryRequest request, OciBlob content, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound) return false;

        // The answer to HEAD has no body that would say more.
        var isElsewhere = (int)response.StatusCode is >= 300 and < 400;
        if (!response.IsSuccessStatusCode && !isElsewhere) throw await FaultAsync(response, "look for what is to be pushed", cancellationToken);

        var isRight = DigestOf(response) is not { } digest || digest == content.Digest.ToString();
        return isRight && (isElsewhere || response.Content.Headers.ContentLength is not { } length || length == content.Length);
    }

    private static string? DigestOf(HttpResponseMessage response) => response.Headers.TryGetValues(DigestHeader, out var digests) ? digests.FirstOrDefault() : null;

    private static StreamContent DocumentBody(OciBlob manifest)
    {
        var body = new StreamContent(manifest.Open());
        body.Headers.ContentType = new MediaTypeHeaderValue(manifest.MediaType);
        body.Headers.ContentLength = manifest.Length;
        return body;
    }
}
