namespace StartOperator.Compat.Linux;

/// <summary>Removes a file, or a folder with all that is in it.</summary>
internal static class TreeRemoval
{
    private const uint OwnerMayAll = 0x1c0; // rwx------

    /// <summary>Removes what <paramref name="name"/> stands for; symbolic links are removed, never followed.</summary>
    public static void Remove(Folder parent, FileName name)
    {
        if (parent.StatusOf(name) is not { } status) return;
        if (status.Kind != FileKind.Folder)
        {
            parent.RemoveFile(name);
            return;
        }

        using (var folder = parent.OpenFolder(name))
        {
            // Without the right to override permissions, an owner can't remove from a folder he may not write.
            if ((status.Mode & OwnerMayAll) != OwnerMayAll) folder.SetMode(OwnerMayAll);
            foreach (var inner in folder.Names()) Remove(folder, inner);
        }

        parent.RemoveFolder(name);
    }
}
