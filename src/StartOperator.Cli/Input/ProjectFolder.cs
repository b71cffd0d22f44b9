using k8s.Models;
using StartOperator.Package;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Packing;
using StartOperator.Rendering.Assets;
using StartOperator.Resources;

namespace StartOperator.Cli.Input;

/// <summary>What a package has become.</summary>
/// <param name="Service">The StartService; null when there are errors.</param>
/// <param name="Assets">The ConfigMaps with its assets.</param>
/// <param name="Diagnostics">What is wrong.</param>
internal sealed record BuiltPackage(StartService? Service, IReadOnlyList<V1ConfigMap> Assets, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A package, as a project folder or a package file: turns it into objects.</summary>
internal static class ProjectFolder
{
    /// <summary>Builds the StartService and its assets.</summary>
    public static BuiltPackage Build(string path, BuildOptions options)
    {
        if (!PackageFile.IsOne(path))
        {
            var reading = PackageReader.ReadFolder(path);
            return Build(path, reading.Manifest, reading.Diagnostics, options);
        }

        using var file = PackageFile.Open(path, withAssets: options.AssetsFrom is null);
        return Build(file.Folder, file.Manifest, file.Diagnostics, options);
    }

    private static BuiltPackage Build(string folder, Manifest? read, IReadOnlyList<Diagnostic> findings, BuildOptions options)
    {
        List<Diagnostic> diagnostics = [.. findings];
        if (read is not { } manifest)
        {
            return new BuiltPackage(null, [], diagnostics);
        }

        var name = options.Name ?? manifest.Id;
        if (StartServices.FaultOf(name) is { } fault)
        {
            diagnostics.Add(fault);
        }

        var known = PackageImages.Of(manifest);
        diagnostics.AddRange(options.Images.Keys.Where(i => !known.Contains(i, StringComparer.Ordinal)).Select(image => new Diagnostic(
            Severity.Warning, "", $"--image {image}: no procedure of the package uses an image of this id", $"its images are {string.Join(", ", known)}", null)));

        var (sources, maps) = Assets(folder, manifest, name, options, diagnostics);
        if (diagnostics.Exists(d => d.Severity == Severity.Error))
        {
            return new BuiltPackage(null, [], diagnostics);
        }

        var images = options.Images.ToDictionary(i => i.Key, i => new ServiceImage { Image = i.Value }, StringComparer.Ordinal);
        var service = StartServices.Of(manifest, options, images, sources);
        return new BuiltPackage(service, maps, diagnostics);
    }

    private static (Dictionary<string, AssetsSource> Sources, List<V1ConfigMap> Maps) Assets(
        string folder, Manifest manifest, string name, BuildOptions options, List<Diagnostic> diagnostics)
    {
        var sources = new Dictionary<string, AssetsSource>(StringComparer.Ordinal);
        var maps = new List<V1ConfigMap>();
        var folders = AssetFolders.Find(manifest, folder);
        if (options.AssetsFrom is null && !options.AllowMissingAssets)
        {
            diagnostics.AddRange(folders.Diagnostics.Select(d => d with { Remedy = d.Remedy + ", or pass --allow-missing-assets" }));
        }

        foreach (var volume in manifest.Volumes.Where(v => v.Value is AssetsVolume).Select(v => v.Key))
        {
            if (options.AssetsFrom is { } image)
            {
                sources[volume] = new AssetsSource { Image = new ImageAssets { Reference = image } };
                continue;
            }

            var tar = AssetsArchive.Pack(folders.Folders.GetValueOrDefault(volume), volume, AssetsConfigMap.MaxBytes, diagnostics);
            if (tar.Length > AssetsConfigMap.MaxBytes)
            {
                diagnostics.Add(new Diagnostic(
                    Severity.Error,
                    $"volumes.{volume}",
                    $"its files make a tar of {tar.Length / 1024} KiB, and a ConfigMap holds {AssetsConfigMap.MaxBytes / 1024} KiB",
                    $"build an image with them below /assets/{volume} and pass --assets-from IMAGE",
                    null));
                continue;
            }

            var map = AssetsConfigMap.Render(options.Namespace ?? "", name, manifest.Id, volume, tar);
            maps.Add(map);
            sources[volume] = new AssetsSource { ConfigMap = new ConfigMapAssets { Name = map.Metadata.Name } };
        }

        return (sources, maps);
    }
}
