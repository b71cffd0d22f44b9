using StartOperator.Package;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Volumes;
using StartOperator.Resources;

namespace StartOperator.Corpora;

/// <summary>Real packages that lie beside the repository; tests that need them skip, by name, where they are absent.</summary>
internal static class Corpus
{
    private const string Variable = "STARTOPERATOR_CORPUS";

    /// <summary>The manifests of all packages, by folder name; skips the running test when there are none.</summary>
    public static IReadOnlyList<CorpusPackage> Packages() =>
    [
        .. Directory.GetDirectories(Folder()).Order(StringComparer.Ordinal).Where(folder => !Path.GetFileName(folder).StartsWith('_'))
            .Select(folder => new CorpusPackage(Path.GetFileName(folder), PackageReader.ReadFolder(folder).Manifest.ShouldNotBeNull(folder))),
    ];

    private static string Folder()
    {
        var found = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : FindAbove(AppContext.BaseDirectory);
        if (found is null || !Directory.Exists(found))
        {
            Assert.Skip($"corpus folder not found: {found ?? "no shared/corpus above " + AppContext.BaseDirectory} (set {Variable} to name it)");
        }

        return found;
    }

    private static string? FindAbove(string folder)
    {
        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
        {
            var candidate = Path.Combine(parent.FullName, "shared", "corpus");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

/// <summary>A real package.</summary>
/// <param name="Folder">The folder's name, which is the package's id and perhaps a version.</param>
/// <param name="Manifest">Its manifest.</param>
internal sealed record CorpusPackage(string Folder, Manifest Manifest)
{
    /// <summary>The package as a resource in which everything that the package leaves to the user is said.</summary>
    public StartServiceSpec Spec => new()
    {
        Manifest = new ManifestField(Manifest),
        Images = PackageImages.Of(Manifest).ToDictionary(id => id, id => new ServiceImage { Image = $"registry.example/{Manifest.Id}/{id}:1" }, StringComparer.Ordinal),
        Assets = Manifest.Volumes.Where(v => v.Value is AssetsVolume)
            .ToDictionary(v => v.Key, v => new AssetsSource { ConfigMap = new ConfigMapAssets { Name = $"{Manifest.Id}-{v.Key}" } }, StringComparer.Ordinal),
        Configured = true,
    };
}
