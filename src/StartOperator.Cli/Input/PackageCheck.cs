using StartOperator.Cli.Input.Sources;
using StartOperator.Package;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;

namespace StartOperator.Cli.Input;

/// <summary>What there is to say of a path that should be a package.</summary>
/// <param name="Path">The path as the user gave it.</param>
/// <param name="Manifest">The manifest; null when it has errors, or there is none.</param>
/// <param name="Diagnostics">What is wrong.</param>
/// <param name="IsSkipped">Whether it is a folder without a manifest.</param>
internal sealed record PackageCheck(string Path, Manifest? Manifest, IReadOnlyList<Diagnostic> Diagnostics, bool IsSkipped)
{
    private static readonly string[] ManifestFiles = ["manifest.toml", "manifest.yaml", "manifest.json", "manifest.yml"];

    public bool HasErrors => !IsSkipped && Manifest is null;

    public static PackageCheck Of(string path)
    {
        if (PackageFile.IsOne(path))
        {
            using var source = File.OpenRead(path);
            var package = PackageSource.Read(source);
            return new PackageCheck(path, package.HasErrors ? null : package.Package?.Manifest, package.Diagnostics, IsSkipped: false);
        }

        if (!Directory.Exists(path))
        {
            var file = PackageReader.ReadFile(path);
            return new PackageCheck(path, file.Manifest, file.Diagnostics, IsSkipped: false);
        }

        if (!Array.Exists(ManifestFiles, f => File.Exists(System.IO.Path.Combine(path, f))))
        {
            return new PackageCheck(path, null, [], IsSkipped: true);
        }

        var folder = PackageReader.ReadFolder(path);
        return new PackageCheck(path, folder.Manifest, [.. folder.Diagnostics, .. MissingAssets(path, folder.Manifest)], IsSkipped: false);
    }

    /// <summary>A manifest can be right while its assets are elsewhere, so here they are warnings; building needs them.</summary>
    private static IEnumerable<Diagnostic> MissingAssets(string path, Manifest? manifest) =>
        manifest is null ? [] : AssetFolders.Find(manifest, path).Diagnostics.Select(d => d with { Severity = Severity.Warning });
}
