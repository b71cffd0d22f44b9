using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Reading;

namespace StartOperator.Package;

/// <summary>Finds the folders that fill a package's assets volumes (contract: volumes.md §4).</summary>
public static class AssetFolders
{
    /// <summary>Looks for <c>&lt;assets&gt;/&lt;volume&gt;</c> in a project folder, for every assets volume.</summary>
    /// <param name="manifest">The package.</param>
    /// <param name="projectFolder">The folder that holds its manifest.</param>
    public static AssetFolderSearch Find(Manifest manifest, string projectFolder)
    {
        List<KeyValuePair<string, string>> found = [];
        List<Diagnostic> diagnostics = [];
        foreach (var (id, _) in manifest.Volumes.Where(volume => volume.Value is AssetsVolume))
        {
            var relative = Path.Combine(manifest.Assets.Assets, id);
            var fault = Locate(projectFolder, manifest.Assets.Assets, id, out var folder);
            if (fault is null) found.Add(new(id, folder));
            else diagnostics.Add(Missing(id, relative, fault.Value.Message, fault.Value.Remedy));
        }

        return new AssetFolderSearch(new IdMap<string>(found), diagnostics);
    }

    private static Diagnostic Missing(string volume, string folder, string message, string remedy) =>
        new(Severity.Error, $"volumes.{volume}", $"the folder '{Wording.Short(folder)}' {message}", remedy, null);

    private static (string Message, string Remedy)? Locate(string projectFolder, string assets, string id, out string folder)
    {
        folder = projectFolder;
        var segments = FilePath.Segments(assets);
        if (Path.IsPathRooted(assets) || segments.Contains(".."))
            return ("lies outside the project", "name a folder inside the project in 'assets.assets'");

        foreach (var segment in segments.Append(id))
        {
            folder = Path.Combine(folder, segment);
            var entry = new DirectoryInfo(folder);
            if (entry.LinkTarget is not null) return ("is reached through a symbolic link, which is not followed", "put the folder itself there");
            if (!entry.Exists) return ("does not exist", "create it and put the volume's files there, or remove the volume");
        }

        return null;
    }
}

/// <summary>The folders that fill a package's assets volumes.</summary>
/// <param name="Folders">The folders that are there, by volume.</param>
/// <param name="Diagnostics">An error for each that is not.</param>
public sealed record AssetFolderSearch(IdMap<string> Folders, IReadOnlyList<Diagnostic> Diagnostics);
