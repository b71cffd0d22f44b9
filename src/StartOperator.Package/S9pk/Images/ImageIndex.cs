using StartOperator.Package.Model;

namespace StartOperator.Package.S9pk.Images;

/// <summary>The images of a package (contract: s9pk.md §3): one archive, or one for each architecture.</summary>
/// <param name="IsMultiArch">Whether there is an archive for each architecture.</param>
/// <param name="Default">The architecture whose archive StartOS takes on a machine that none is for; null for a single archive.</param>
/// <param name="Archives">The archives by architecture, as far as they can be read; a single one is there always, and has no architecture.</param>
public sealed record ImageIndex(bool IsMultiArch, string? Default, ValueList<ImageArchive> Archives)
{
    /// <summary>How StartOS names the architecture that StartOperator runs packages on.</summary>
    public const string Arm64 = "aarch64";

    /// <summary>
    /// The archive that StartOS takes on a machine of an architecture, such as <see cref="Arm64"/>: its own, else the default one, which then runs
    /// emulated; null when that archive is missing.
    /// </summary>
    public ImageArchive? For(string architecture) => IsMultiArch ? Of(architecture) ?? Of(Default!) : Archives[0];

    private ImageArchive? Of(string architecture) => Archives.FirstOrDefault(archive => archive.Architecture == architecture);
}

/// <summary>An archive as <c>docker save</c> writes it; it may hold several images.</summary>
/// <param name="Architecture">The architecture that it is for, by StartOS's name; null where the package has a single archive.</param>
/// <param name="Position">Where it starts, in bytes from the start of the package.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Images">The images in it.</param>
public sealed record ImageArchive(string? Architecture, long Position, long Length, ValueList<PackagedImage> Images);

/// <summary>An image in an archive.</summary>
/// <param name="Tags">Its tags, such as <c>start9/bitcoind/main:28.1</c>; null where the archive has <c>RepoTags: null</c>.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Platform">What the configuration says that it runs on; null when the configuration can't be read.</param>
/// <param name="Layers">Its layers, the lowest first.</param>
public sealed record PackagedImage(ValueList<string>? Tags, ImageBlob Config, ImagePlatform? Platform, ValueList<ImageLayer> Layers)
{
    /// <summary>How many bytes its layers have in the archive.</summary>
    public long Length => Layers.Sum(layer => layer.Blob.Length);
}

/// <summary>What an image runs on, by the names that registries use.</summary>
/// <param name="Os">The operating system, such as <c>linux</c>.</param>
/// <param name="Architecture">The architecture, such as <c>arm64</c>.</param>
/// <param name="Variant">A variant of the architecture, such as <c>v7</c>.</param>
public sealed record ImagePlatform(string Os, string Architecture, string? Variant)
{
    /// <summary>As in <c>linux/arm/v7</c>.</summary>
    public override string ToString() => Variant is { Length: > 0 } ? $"{Os}/{Architecture}/{Variant}" : $"{Os}/{Architecture}";
}

/// <summary>A layer of an image.</summary>
/// <param name="Blob">Its bytes.</param>
/// <param name="DiffId">The digest of its bytes without compression, as the configuration has it; null where it has none.</param>
/// <param name="Compression">How its bytes are compressed.</param>
public sealed record ImageLayer(ImageBlob Blob, string? DiffId, LayerCompression Compression);

/// <summary>How a layer is compressed.</summary>
public enum LayerCompression
{
    /// <summary>Not at all: it is a plain tar.</summary>
    None,

    /// <summary>With gzip.</summary>
    Gzip,

    /// <summary>With Zstandard.</summary>
    Zstd,
}

/// <summary>Bytes of a package that an image refers to.</summary>
/// <param name="Name">Their name in the archive.</param>
/// <param name="Position">Where they start, in bytes from the start of the package.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Digest">Their SHA-256; null in a package that was not verified.</param>
public sealed record ImageBlob(string Name, long Position, long Length, Sha256Digest? Digest);
