using StartOperator.Cli.Input.Sources;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Extraction;

namespace StartOperator.Cli.Input;

/// <summary>A package file that stands in for a project folder: its manifest, and its assets in a temporary folder.</summary>
internal sealed class PackageFile : IDisposable
{
    private const string FolderPrefix = "startctl-";

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory(FolderPrefix);

    private PackageFile()
    {
    }

    /// <summary>The folder with the assets, where the manifest says they are.</summary>
    public string Folder => Path.Combine(_temporary.FullName, "package");

    /// <summary>The manifest; null when the package has errors.</summary>
    public Manifest? Manifest { get; private set; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>Whether a path leads to a package file, by its name.</summary>
    public static bool IsOne(string path) => path.EndsWith(S9pkReader.Extension, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path);

    /// <summary>Reads a package file and checks its signature.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withAssets">Whether its assets are needed.</param>
    public static PackageFile Open(string path, bool withAssets)
    {
        var file = new PackageFile();
        try
        {
            using var source = File.OpenRead(path);
            var reading = PackageSource.Read(source);
            file.Diagnostics = reading.Diagnostics;
            if (!reading.HasErrors && reading.Package is { } package)
            {
                var faults = withAssets ? S9pkExtractor.Extract(source, package, file.Folder, S9pkSection.Assets) : [];
                file.Diagnostics = [.. reading.Diagnostics, .. faults];
                file.Manifest = package.Manifest;
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _temporary.Delete(recursive: true);
}
