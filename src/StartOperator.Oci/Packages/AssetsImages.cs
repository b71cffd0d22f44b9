using StartOperator.Oci.Content;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Packing;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Oci.Packages;

/// <summary>
/// Puts the files of each assets volume into an image of its own. For init containers, which copy them, they lie in one folder, with the compat
/// program beside it where one is given; to be mounted as a volume, they are all that the image holds. The layers are not compressed: compressors
/// differ from release to release, and with them the digests.
/// </summary>
/// <param name="workFolder">Where layers are kept until they are pushed; empty, and nobody else's.</param>
public sealed class AssetsImages(string workFolder)
{
    /// <summary>How the tag of an image that is to be mounted ends.</summary>
    private const string VolumeSuffix = "-volume";

    /// <summary>The architecture whose programs nodes of others can emulate.</summary>
    private const string Emulated = "arm64";

    private const int MostNamed = 3;

    /// <summary>The files are the same everywhere.</summary>
    private static readonly ImagePlatform[] Everywhere = [new("linux", "arm64", null), new("linux", "arm", "v7"), new("linux", "amd64", null)];

    /// <summary>The folder in an image whose files are copied.</summary>
    public static string FolderOf(string volume) => $"assets/{volume}";

    /// <summary>Puts the images together.</summary>
    /// <param name="manifest">The package.</param>
    /// <param name="folder">The folder that holds one for each volume; a volume without one is empty.</param>
    /// <param name="isMounted">Whether the images are to be mounted as volumes.</param>
    /// <param name="programs">The compat programs to put beside the files, one for each architecture; none leaves bringing it to the operator.</param>
    /// <param name="emulating">Architectures, by the names that registries use, whose nodes emulate arm64: its program is listed for them, too, unless they have their own.</param>
    /// <param name="diagnostics">What is wrong.</param>
    /// <returns>The images by volume.</returns>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public IReadOnlyDictionary<string, OciImage> Of(
        Manifest manifest, string folder, bool isMounted, IReadOnlyList<CompatProgramFile> programs, IReadOnlyList<string> emulating, ICollection<Diagnostic> diagnostics)
    {
        var images = new SortedDictionary<string, OciImage>(StringComparer.Ordinal);
        var programLayers = programs.ToDictionary(program => program.Platform, program => Layer(program.WriteLayer));
        foreach (var volume in manifest.Volumes.Where(volume => volume.Value is AssetsVolume).Select(volume => volume.Key))
        {
            var files = Path.Combine(folder, volume);
            var tree = Layer(packed => AssetsArchive.WriteLayer(Directory.Exists(files) ? files : null, isMounted ? "" : FolderOf(volume), packed, diagnostics));
            var version = RepositoryName.TagOf(manifest.Version.Text);
            var tag = isMounted && version is not null ? RepositoryName.TagOf(version + VolumeSuffix) : version;
            images[volume] = OciImage.Of($"{manifest.Id}/assets/{volume}", tag, programLayers.Count == 0 ? ForAll(tree) : WithPrograms(programLayers, tree, emulating));
            if (isMounted) WarnOfPrograms(volume, files, diagnostics);
        }

        return images;
    }

    private static List<(ImagePlatform, OciManifest)> ForAll(OciBlob tree)
    {
        var manifest = Manifest(Everywhere[0], tree);
        return [.. Everywhere.Select(platform => (platform, manifest))];
    }

    private static IReadOnlyList<(ImagePlatform, OciManifest)> WithPrograms(Dictionary<ImagePlatform, OciBlob> programs, OciBlob tree, IReadOnlyList<string> emulating)
    {
        List<(ImagePlatform Platform, OciManifest Manifest)> variants = [.. programs.Select(program => (program.Key, Manifest(program.Key, program.Value, tree)))];
        var emulated = variants.Find(variant => variant.Platform.Architecture == Emulated).Manifest;
        var without = emulated is null ? [] : emulating.Where(architecture => !variants.Exists(variant => variant.Platform.Architecture == architecture));
        return [.. variants, .. without.Select(architecture => (new ImagePlatform("linux", architecture, null), emulated!))];
    }

    private static OciManifest Manifest(ImagePlatform platform, params OciBlob[] layers) =>
        ImageDocuments.Manifest(ImageDocuments.Config(platform, layers.Select(layer => layer.Digest.ToString())), layers);

    private OciBlob Layer(Action<Stream> write)
    {
        var path = Path.Combine(workFolder, $"{Path.GetRandomFileName()}.tar");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        write(file);
        file.Position = 0;
        return new OciBlob(MediaTypes.Layer, Sha256Digest.Of(file), file.Length, () => File.OpenRead(path));
    }

    private static void WarnOfPrograms(string volume, string folder, ICollection<Diagnostic> diagnostics)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(folder)) return;

        var programs = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file) is { LinkTarget: null } && !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute))
            .Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal).ToList();
        if (programs.Count == 0) return;

        var named = string.Join(", ", programs.Take(MostNamed)) + (programs.Count > MostNamed ? $" and {programs.Count - MostNamed} more" : "");
        diagnostics.Add(new Diagnostic(
            Severity.Warning,
            $"volumes.{volume}",
            $"it holds programs ({named}), which may not run from an image volume: CRI-O mounts these noexec, containerd does not",
            "if the package runs them and the nodes have CRI-O, import it without --image-volumes",
            null));
    }
}
