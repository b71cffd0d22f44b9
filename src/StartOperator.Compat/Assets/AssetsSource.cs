using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Assets;

/// <summary>Where a tree of assets comes from.</summary>
internal interface IAssetsSource : IDisposable
{
    /// <summary>
    /// What the source holds now, in short: the same key means that the same tree would be laid out. Null if that can't be told before
    /// laying out.
    /// </summary>
    string? ReadKey();

    /// <summary>Writes the whole tree but does not finish it.</summary>
    /// <param name="writer">Takes the entries.</param>
    /// <param name="key">The key of what was written; null when there was a fault, or it can't be told.</param>
    Fault? LayOut(TreeWriter writer, out string? key);

    /// <summary>How users find what was laid out at <paramref name="path"/> in the source, for messages.</summary>
    string PlaceOf(string path);
}

/// <summary>Opens the source a user names.</summary>
internal static class AssetsSource
{
    /// <summary>Opens a folder or a tar file.</summary>
    public static Fault? TryOpen(Disk disk, LayOutRequest request, out IAssetsSource? source)
    {
        source = null;
        var file = FileContent.Open(request.From);
        switch (file.Status().Kind)
        {
            case FileKind.Folder:
                file.Dispose();
                return FolderSource.TryOpen(disk, request, out source);
            case FileKind.File:
                source = new TarSource(file, request);
                return null;
            default:
                file.Dispose();
                return Fault.Refused(request.From, "is neither a folder nor a file", "give a folder or a tar file");
        }
    }
}
