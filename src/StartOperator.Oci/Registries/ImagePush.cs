using System.Collections.Concurrent;
using StartOperator.Oci.Content;
using StartOperator.Oci.Registries.Uploads;
using StartOperator.Package.Diagnostics;

namespace StartOperator.Oci.Registries;

/// <summary>
/// Brings images into a registry. Blobs come first, several at a time, each once: what several repositories need is taken over from the first. Then
/// come the manifests, and last the indexes, so that whatever has a name is complete. Whatever is there already is left alone, so a push that broke
/// off is run again.
/// </summary>
public sealed class ImagePush
{
    private readonly RegistryConnection _connection;
    private readonly RegistryAddress _address;
    private readonly IPushObserver _observer;
    private readonly ConcurrentDictionary<string, Repository> _repositories = new(StringComparer.Ordinal);

    private ImagePush(RegistryConnection connection, RegistryAddress address, IPushObserver observer) =>
        (_connection, _address, _observer) = (connection, address, observer);

    /// <summary>Pushes images.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="images">The images.</param>
    /// <param name="options">How to deal with the registry.</param>
    /// <param name="observer">Is told how it comes along.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it could not be done; null when all is there.</returns>
    public static async Task<Diagnostic?> RunAsync(
        RegistryAddress address, IReadOnlyList<OciImage> images, RegistryOptions options, IPushObserver observer, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new RegistryConnection(address, options);
            await connection.OpenAsync(cancellationToken);
            var push = new ImagePush(connection, address, observer);
            await push.PushBlobsAsync(images, options.Parallel, cancellationToken);
            foreach (var image in images) await push.PushManifestsAsync(image, cancellationToken);
            return null;
        }
        catch (RegistryFault fault)
        {
            return fault.ToDiagnostic();
        }
        catch (InvalidDataException fault)
        {
            return new Diagnostic(Severity.Error, "", fault.Message, "leave the package's file alone, and run again", null);
        }
    }

    private async Task PushBlobsAsync(IReadOnlyList<OciImage> images, int parallel, CancellationToken cancellationToken)
    {
        var work = images.SelectMany(image => image.Manifests.SelectMany(manifest => manifest.Blobs).Select(blob => (Blob: blob, Repository: RepositoryOf(image))))
            .GroupBy(item => item.Blob.Digest)
            .Select(same => (same.First().Blob, Repositories: same.Select(item => item.Repository).Distinct().ToList()))
            .OrderByDescending(item => item.Blob.Length)
            .ToList();
        _observer.Begins(work.Count, work.Sum(item => item.Blob.Length));
        var several = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(work, several, async (item, cancelled) =>
        {
            Repository? source = null;
            foreach (var repository in item.Repositories)
            {
                await PushAsync(item.Blob, repository, source, looks: true, cancelled);
                source ??= repository;
            }
        });
    }

    private async Task PushAsync(OciBlob blob, Repository repository, Repository? source, bool looks, CancellationToken cancellationToken)
    {
        var arrival = BlobArrival.Present;
        if (!looks || !await repository.HasAsync(blob, cancellationToken))
        {
            using var upload = new BlobUpload(repository, blob, _observer.Moved);
            arrival = await upload.RunAsync(source, cancellationToken);
        }

        _observer.Arrived(blob, repository.FullName, arrival);
    }

    private async Task PushManifestsAsync(OciImage image, CancellationToken cancellationToken)
    {
        var repository = RepositoryOf(image);
        foreach (var manifest in image.Manifests) await PutAsync(manifest.Document, manifest.Document.Digest.ToString(), [manifest], repository, cancellationToken);

        // A tag keeps the index from being collected as garbage; where there can be none, its digest has to do.
        await PutAsync(image.Index, image.Tag ?? image.Index.Digest.ToString(), image.Manifests, repository, cancellationToken);
        if (!await repository.HasAsync(image.Index, image.Index.Digest.ToString(), cancellationToken))
        {
            throw new RegistryFault(
                repository.FullName,
                $"the registry has taken the index {image.Index.Digest}, but does not have it now",
                "see whether something rewrites or collects images there: only what keeps its digest can be used");
        }

        _observer.Arrived(image, _address.Reference(image.Name, image.Index.Digest.ToString()));
    }

    private async Task PutAsync(OciBlob document, string reference, IReadOnlyList<OciManifest> needs, Repository repository, CancellationToken cancellationToken)
    {
        if (await repository.HasAsync(document, reference, cancellationToken)) return;

        try
        {
            await repository.PutAsync(document, reference, cancellationToken);
        }
        catch (RegistryFault fault) when (fault.IsMissingContent)
        {
            // It said that it had something that it has not; what it says counts for nothing now.
            foreach (var manifest in needs)
            {
                foreach (var blob in manifest.Blobs) await PushAsync(blob, repository, source: null, looks: false, cancellationToken);
                if (document != manifest.Document) await repository.PutAsync(manifest.Document, manifest.Document.Digest.ToString(), cancellationToken);
            }

            await repository.PutAsync(document, reference, cancellationToken);
        }
    }

    private Repository RepositoryOf(OciImage image) => _repositories.GetOrAdd(image.Name, name => new Repository(_connection, _address, name));
}
