namespace StartOperator.Compat.Linux;

/// <summary>The machine's file systems, as this program changes them.</summary>
/// <param name="beforeChange">Told of every change just before it is made; what it throws stops the change. Tests cut the power there.</param>
internal sealed class Disk(Action<string>? beforeChange = null)
{
    /// <summary>Opens a folder by its path; symbolic links on the way are followed, as the path is the user's own word.</summary>
    public Folder OpenFolder(string path)
    {
        var handle = SystemCall.Open("open the folder", path, () => Libc.Open(path, Libc.ReadOnly | Libc.FolderOnly | Libc.CloseOnExec, 0));
        return new Folder(this, handle, path);
    }

    /// <summary>To be called before every change, saying which.</summary>
    public void Changing(string change) => beforeChange?.Invoke(change);
}
