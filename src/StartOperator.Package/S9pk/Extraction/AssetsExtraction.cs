using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk.Assets;

namespace StartOperator.Package.S9pk.Extraction;

/// <summary>
/// Unpacks assets into a folder that is empty and nobody else's. Symbolic links are made last: while files are written, no path leads through one.
/// </summary>
/// <param name="root">The folder.</param>
internal sealed class AssetsExtraction(string root)
{
    private const UnixFileMode FileAtLeast = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderAtLeast = FileAtLeast | UnixFileMode.UserExecute;

    private readonly List<AssetEntry> _folders = [];
    private readonly List<AssetEntry> _links = [];

    /// <summary>Unpacks the section; what is wrong with it is logged.</summary>
    public void Extract(Stream content, DiagnosticLog log)
    {
        if (new AssetsReader(S9pkLimits.Default, log).Read(content, Extract) is null) return;

        foreach (var link in _links) File.CreateSymbolicLink(NewPath(link.Path), link.Target!);
        foreach (var folder in _folders.OrderByDescending(folder => folder.Path.Length)) SetMode(Place(folder.Path), folder.Mode | FolderAtLeast);
    }

    private void Extract(AssetEntry entry, Stream content)
    {
        switch (entry.Kind)
        {
            case AssetKind.Folder:
                Directory.CreateDirectory(Place(entry.Path));
                _folders.Add(entry);
                break;
            case AssetKind.SymbolicLink:
                _links.Add(entry);
                break;
            case AssetKind.HardLink:
                using (var original = File.OpenRead(Place(entry.Target!))) Write(entry, original);
                break;
            default:
                Write(entry, content);
                break;
        }
    }

    private void Write(AssetEntry entry, Stream content)
    {
        var path = NewPath(entry.Path);
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write)) content.CopyTo(file);
        SetMode(path, entry.Mode | FileAtLeast);
    }

    private string NewPath(string path)
    {
        var place = Place(path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }

    /// <summary>Names have been checked; but a file system may have rules of its own, as Windows has about backslashes.</summary>
    private string Place(string path)
    {
        var segments = path.Split('/');
        return segments.Any(segment => segment.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            ? throw new IOException($"'{path}' can't be a file's name here")
            : Path.Combine([root, .. segments]);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }
}
