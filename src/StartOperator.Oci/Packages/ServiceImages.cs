using StartOperator.Oci.Content;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Oci.Packages;

/// <summary>
/// Puts a package's images together as registries hold them: an index for each image of the package, with a manifest for each archive that has
/// the image. Configurations and layers are the package's own bytes, compressed or not, so that their digests are those that were signed: what a
/// registry has already is known without reading it again, and a transfer that broke off can go on.
/// </summary>
public sealed class ServiceImages
{
    private const string Arm64 = "arm64";
    private const string Linux = "linux";

    private static readonly (string StartOs, ImagePlatform Platform)[] Platforms =
    [
        (ImageIndex.Arm64, new(Linux, Arm64, null)),
        ("x86_64", new(Linux, "amd64", null)),
        ("riscv64", new(Linux, "riscv64", null)),
        ("armv7", new(Linux, "arm", "v7")),
        ("i686", new(Linux, "386", null)),
    ];

    private readonly S9pkPackage _package;
    private readonly Func<Stream> _open;
    private readonly IReadOnlyList<string> _emulating;
    private readonly List<Diagnostic> _diagnostics = [];

    private ServiceImages(S9pkPackage package, Func<Stream> open, IReadOnlyList<string> emulating) =>
        (_package, _open, _emulating) = (package, open, emulating);

    /// <summary>Puts the images together.</summary>
    /// <param name="package">What reading the package gave, without errors.</param>
    /// <param name="open">Opens the package's file, seekable, each time anew.</param>
    /// <param name="emulating">Architectures, by the names that registries use, whose nodes emulate arm64: its manifest is listed for them, too.</param>
    /// <returns>The images by their id, and what is wrong with them.</returns>
    public static (IReadOnlyDictionary<string, OciImage> Images, IReadOnlyList<Diagnostic> Diagnostics) Of(
        S9pkPackage package, Func<Stream> open, IReadOnlyList<string> emulating)
    {
        if (package is not { IsVerified: true, Manifest: not null, Images: not null })
        {
            throw new ArgumentException("the package was not verified, or has errors", nameof(package));
        }

        var images = new ServiceImages(package, open, emulating);
        return (images.All(), images._diagnostics);
    }

    private SortedDictionary<string, OciImage> All()
    {
        var variants = new SortedDictionary<string, List<(ImagePlatform, OciManifest)>>(StringComparer.Ordinal);
        foreach (var archive in _package.Images!.Archives)
        {
            foreach (var image in archive.Images)
            {
                var manifest = ImageDocuments.Manifest(Blob(MediaTypes.Config, image.Config), [.. image.Layers.Select(layer => Blob(MediaType(layer), layer.Blob))]);
                foreach (var id in Ids(image)) Add(variants, id, PlatformOf(archive, image), manifest);
            }
        }

        var images = new SortedDictionary<string, OciImage>(StringComparer.Ordinal);
        foreach (var (id, found) in variants) images[id] = Image(id, found);
        return images;
    }

    private IEnumerable<string> Ids(PackagedImage image) => (image.Tags ?? [])
        .Select(PackageImageTag.Parse).OfType<PackageImageTag>().Where(tag => tag.Package == _package.Manifest!.Id)
        .Select(tag => tag.Image).Distinct(StringComparer.Ordinal);

    /// <summary>An archive that is for an architecture is believed: older builders wrote their own machine's into the configuration.</summary>
    private static ImagePlatform PlatformOf(ImageArchive archive, PackagedImage image)
    {
        var known = Array.Find(Platforms, platform => platform.StartOs == archive.Architecture).Platform;
        var told = image.Platform is { Architecture.Length: > 0 } platform ? platform : null;
        return known is not null && told?.Architecture != known.Architecture ? known : told ?? Platforms[0].Platform;
    }

    private void Add(SortedDictionary<string, List<(ImagePlatform Platform, OciManifest)>> variants, string id, ImagePlatform platform, OciManifest manifest)
    {
        if (!variants.TryGetValue(id, out var found)) variants[id] = found = [];
        if (found.Exists(variant => variant.Platform == platform))
            Warn(id, $"the package holds it twice for {platform}; the first is taken", "leave one of them out, and pack the package again");
        else
            found.Add((platform, manifest));
    }

    private OciImage Image(string id, List<(ImagePlatform Platform, OciManifest Manifest)> found)
    {
        // A node takes the first that fits.
        List<(ImagePlatform Platform, OciManifest Manifest)> variants =
            [.. found.OrderBy(variant => variant.Platform.Architecture != Arm64).ThenBy(variant => variant.Platform.ToString(), StringComparer.Ordinal)];
        if (variants[0].Platform.Architecture != Arm64)
        {
            var there = string.Join(", ", variants.Select(variant => variant.Platform));
            Warn(id, $"the package holds it for {there} and not for linux/arm64, which nodes need", "take the package's build for ARM machines");
        }
        else
        {
            variants.AddRange(_emulating.Where(architecture => !found.Exists(variant => variant.Platform.Architecture == architecture))
                .Select(architecture => (new ImagePlatform(Linux, architecture, null), variants[0].Manifest)));
        }

        var manifest = _package.Manifest!;
        return OciImage.Of($"{manifest.Id}/{id}", RepositoryName.TagOf(manifest.Version.Text), variants);
    }

    private OciBlob Blob(string mediaType, ImageBlob blob) => new(mediaType, blob.Digest!, blob.Length, () => PackageContent.Open(_open(), _package, blob));

    private static string MediaType(ImageLayer layer) => layer.Compression switch
    {
        LayerCompression.Gzip => MediaTypes.GzipLayer,
        LayerCompression.Zstd => MediaTypes.ZstdLayer,
        _ => MediaTypes.Layer,
    };

    private void Warn(string id, string message, string remedy) => _diagnostics.Add(new Diagnostic(Severity.Warning, $"images.{id}", message, remedy, null));
}
