using StartOperator.Package.S9pk.Images;

namespace StartOperator.Oci.Content;

/// <summary>An image for one platform.</summary>
/// <param name="Document">The manifest itself.</param>
/// <param name="Config">The configuration that it names.</param>
/// <param name="Layers">Its layers, the lowest first.</param>
public sealed record OciManifest(OciBlob Document, OciBlob Config, IReadOnlyList<OciBlob> Layers)
{
    /// <summary>All that must be in a repository before the manifest can be.</summary>
    public IEnumerable<OciBlob> Blobs => [Config, .. Layers];
}

/// <summary>An image for several platforms, as a repository holds it.</summary>
/// <param name="Name">The repository, below whatever prefix it is put, such as <c>note-keeper/main</c>.</param>
/// <param name="Tag">The tag that keeps it from being collected as garbage; null where its name can't be a tag.</param>
/// <param name="Index">The index, which names a manifest for each platform.</param>
/// <param name="Manifests">The manifests, each once.</param>
/// <param name="Platforms">The platforms that the index lists, in its order.</param>
public sealed record OciImage(
    string Name, string? Tag, OciBlob Index, IReadOnlyList<OciManifest> Manifests, IReadOnlyList<ImagePlatform> Platforms)
{
    /// <summary>Puts an image together.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="variants">What to list: a manifest may stand for several platforms.</param>
    public static OciImage Of(string name, string? tag, IReadOnlyList<(ImagePlatform Platform, OciManifest Manifest)> variants) => new(
        name,
        tag,
        ImageDocuments.Index(variants.Select(variant => (variant.Platform, variant.Manifest.Document))),
        [.. variants.Select(variant => variant.Manifest).DistinctBy(manifest => manifest.Document.Digest)],
        [.. variants.Select(variant => variant.Platform)]);
}
