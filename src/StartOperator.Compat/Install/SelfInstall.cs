using System.Buffers;
using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Install;

/// <summary>Copies the program into a volume, for containers whose image has no such program.</summary>
internal sealed class SelfInstall(Disk disk)
{
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

        var prefix = $".{name}.next-";
        RemoveLeftovers(folder, prefix);
        var passing = FileName.Of($"{prefix}{Random.Shared.NextInt64():x16}");
        try
        {
            FileReplacement.Write(folder, FileName.Of(name), passing, Executable, file => Copy(content, file));
        }
        catch (DiskFailure)
        {
            TryRemoveLeftovers(folder, prefix);
            throw;
        }

        bytes = content.BytesRead;
        return null;
    }

    private static void Copy(FileContent content, NewFile file)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 << 10);
        while (content.Read(buffer) is var read && read > 0) file.Write(buffer.AsSpan(0, read));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void RemoveLeftovers(Folder folder, string prefix)
    {
        foreach (var name in folder.Names())
        {
            if (name.Text is { } text && text.StartsWith(prefix, StringComparison.Ordinal)) TreeRemoval.Remove(folder, name);
        }
    }

    private static void TryRemoveLeftovers(Folder folder, string prefix)
    {
        try
        {
            RemoveLeftovers(folder, prefix);
        }
        catch (DiskFailure)
        {
            // What is told is why the copy failed, not this.
        }
    }
}
