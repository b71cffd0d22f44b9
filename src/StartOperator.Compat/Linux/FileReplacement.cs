namespace StartOperator.Compat.Linux;

/// <summary>Puts a file in the place of another so that a reader finds either, whole.</summary>
internal static class FileReplacement
{
    /// <summary>Writes the file under a passing name, flushes it, and renames it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="mode">The file's permission bits.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(Folder folder, string name, uint mode, Action<NewFile> write)
    {
        var passing = PassingName.New(name);
        using (var file = folder.CreateFile(passing))
        {
            write(file);
            file.SetMode(mode);
            file.Sync();
        }

        folder.Rename(passing, FileName.Of(name));
        folder.Sync();
    }
}
