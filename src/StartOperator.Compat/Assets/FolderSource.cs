using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Assets;

/// <summary>A folder whose tree is copied. A file with several names becomes several files.</summary>
internal sealed class FolderSource(Folder folder, LayOutLimits limits) : IAssetsSource
{
    /// <summary>Opens the folder; with <see cref="LayOutRequest.Strip"/>, the folder of that name in it.</summary>
    public static Fault? TryOpen(Disk disk, LayOutRequest request, out IAssetsSource? source)
    {
        source = null;
        var folder = disk.OpenFolder(request.From);
        if (request.Strip is { } strip)
        {
            using var outer = folder;
            if (outer.StatusOf(FileName.Of(strip)) is not { Kind: FileKind.Folder })
            {
                return Fault.Refused($"{request.From}/{strip}", "is no folder", $"--strip names a folder in {request.From}: an assets volume's id");
            }

            folder = outer.OpenFolder(FileName.Of(strip));
        }

        source = new FolderSource(folder, request.Limits);
        return null;
    }

    /// <summary>The folder's path.</summary>
    public string Path => folder.Path;

    /// <summary>Whether <paramref name="other"/> is the source, or is somewhere in it.</summary>
    public bool IsAround(Folder other) => Ancestry(other).Contains(folder.Status.Identity);

    /// <summary>Whether the source is the folder with this identity, or is somewhere in it.</summary>
    public bool IsInside(FileIdentity other) => Ancestry(folder).Contains(other);

    /// <inheritdoc/>
    public string? ReadKey() => TreeDigest.Of(folder, limits) is { } summary ? $"folder-1:{summary.Digest}" : null;

    /// <inheritdoc/>
    public Fault? LayOut(TreeWriter writer, out string? key)
    {
        // Read first: if the folder changes while it is copied, the next run sees another key and copies again.
        key = ReadKey();
        return Copy(folder, EntryPath.Root, writer) is { } fault ? fault with { Path = PlaceOf(fault.Path) } : null;
    }

    /// <inheritdoc/>
    public string PlaceOf(string path) => $"{folder.Path}/{path}";

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private static List<FileIdentity> Ancestry(Folder folder)
    {
        var ancestry = new List<FileIdentity> { folder.Status.Identity };
        var outer = folder.OpenOuter();
        while (outer.Status.Identity != ancestry[^1])
        {
            ancestry.Add(outer.Status.Identity);
            using var inner = outer;
            outer = inner.OpenOuter();
        }

        outer.Dispose();
        return ancestry;
    }

    private Fault? Copy(Folder from, EntryPath path, TreeWriter writer)
    {
        var status = from.Status;
        if (writer.AddFolder(path, status.Mode, status.ModifiedAt) is { } unplaced) return unplaced;
        foreach (var name in from.Names(limits.MostEntries))
        {
            if (path.TryAppend(name.Text ?? name.ToString(), out var inner) is { } unnameable) return unnameable;
            if (CopyOne(from, name, inner, writer) is { } fault) return fault;
        }

        return null;
    }

    private Fault? CopyOne(Folder from, FileName name, EntryPath path, TreeWriter writer)
    {
        if (from.StatusOf(name) is not { } status) return null; // removed since it was listed
        switch (status.Kind)
        {
            case FileKind.Folder:
                using (var inner = from.OpenFolder(name)) return Copy(inner, path, writer);
            case FileKind.SymbolicLink:
                return writer.AddSymbolicLink(path, from.ReadLink(name).ToString(), status.ModifiedAt);
            case FileKind.File:
                using (var file = from.OpenFile(name))
                {
                    return file.Status() is { Kind: FileKind.File } now
                        ? writer.AddFile(path, now.Mode, now.ModifiedAt, file.Read, length: null)
                        : Special(path);
                }

            default:
                return Special(path);
        }
    }

    private static Fault Special(EntryPath path) =>
        Fault.Refused(path.ToString(), "is a device, fifo or socket", "assets are files, folders and symbolic links: remove it");
}
