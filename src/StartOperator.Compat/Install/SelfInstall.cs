using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Install;

/// <summary>Copies the program into a volume, for containers whose image has no such program.</summary>
internal sealed class SelfInstall(Disk disk)
{
    private const int BufferLength = 128 << 10;
    private const uint Executable = 0x1ed; // rwxr-xr-x

    /// <summary>Copies one file, executable by everyone; what was at the path is replaced in one step.</summary>
    /// <param name="program">The program's file.</param>
    /// <param name="to">The copy's path.</param>
    /// <param name="bytes">How long the program is.</param>
    public Fault? Run(string program, string to, out long bytes)
    {
        bytes = 0;
        var (outer, name) = TargetPath.Split(to);
        using var content = FileContent.Open(program);
        using var folder = disk.OpenFolder(outer);
        folder.Lock();
        if (folder.StatusOf(FileName.Of(name)) is { Kind: FileKind.Folder })
        {
            return Fault.Refused(to, "is a folder", $"give the program's own path, such as {to.TrimEnd('/')}/compat");
        }

        PassingName.RemoveLeftovers(folder, name);
        try
        {
            FileReplacement.Write(folder, name, Executable, file => Copy(content, file));
        }
        catch (DiskFailure)
        {
            PassingName.TryRemoveLeftovers(folder, name);
            throw;
        }

        bytes = content.BytesRead;
        return null;
    }

    private static void Copy(FileContent content, NewFile file)
    {
        var buffer = new byte[BufferLength];
        while (content.Read(buffer) is var read && read > 0) file.Write(buffer.AsSpan(0, read));
    }
}
