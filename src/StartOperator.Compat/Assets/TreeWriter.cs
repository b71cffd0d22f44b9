using System.Text;
using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Assets;

/// <summary>
/// Writes one tree into an empty folder, entry by entry, and nothing outside it: only what the plan has a place for is written, every
/// step down is a real folder, and symbolic links are made last, when it is known where each one leads.
/// </summary>
internal sealed class TreeWriter(Folder root, LayOutLimits limits)
{
    private const int BufferLength = 128 << 10;
    private const long LatestTime = uint.MaxValue; // in 2106; some file systems hold no later one

    private readonly TreePlan _plan = new(limits);
    private readonly byte[] _buffer = new byte[BufferLength];

    /// <summary>Writes a folder; one that is there already gets these bits and this time.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">The source's permission bits.</param>
    /// <param name="modifiedAt">The source's time, in seconds since 1970.</param>
    public Fault? AddFolder(EntryPath path, uint mode, long modifiedAt)
    {
        if (_plan.AddFolder(path, out var known, out var folder) is { } fault) return fault;
        MakeFolders(path, known, path.Names.Count);
        folder.Mode = Permissions.OfFolder(mode);
        folder.ModifiedAt = Clamp(modifiedAt);
        return null;
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">The source's permission bits.</param>
    /// <param name="modifiedAt">The source's time, in seconds since 1970.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="length">How many bytes there are; null if that only shows at the end.</param>
    public Fault? AddFile(EntryPath path, uint mode, long modifiedAt, ContentReader content, long? length)
    {
        if (_plan.AddFile(path, out var known, out var node) is { } fault) return fault;
        if (length is { } claimed && _plan.AddBytes(path, node, claimed) is { } excess) return excess;
        MakeFolders(path, known, path.Names.Count - 1);
        using var parent = Open(path.Names.SkipLast(1));
        using var file = parent.CreateFile(FileName.Of(path.Names[^1]));
        while (content(_buffer) is var read && read > 0)
        {
            if (length is null && _plan.AddBytes(path, node, read) is { } tooMuch) return tooMuch;
            file.Write(_buffer.AsSpan(0, read));
        }

        file.SetMode(Permissions.OfFile(mode));
        file.SetTime(Clamp(modifiedAt));
        return null;
    }

    /// <summary>Gives a file that was written before a second name; its bytes count again, as every reader meets them again.</summary>
    public Fault? AddHardLink(EntryPath path, EntryPath existing)
    {
        if (_plan.FindFile(existing) is not { } file)
        {
            var why = $"is a hard link to {existing}, which is no file that comes before it";
            return Fault.Refused(path.ToString(), why, "pack with --hard-dereference");
        }

        if (_plan.AddFile(path, out var known, out var node) is { } fault) return fault;
        if (_plan.AddBytes(path, node, file.Length) is { } excess) return excess;
        MakeFolders(path, known, path.Names.Count - 1);
        using var parent = Open(path.Names.SkipLast(1));
        using var existingParent = Open(existing.Names.SkipLast(1));
        parent.CreateHardLink(FileName.Of(path.Names[^1]), existingParent, FileName.Of(existing.Names[^1]));
        return null;
    }

    /// <summary>Notes a symbolic link.</summary>
    public Fault? AddSymbolicLink(EntryPath path, string target, long modifiedAt)
    {
        if (FaultOf(target) is { } why) return Fault.Refused(path.ToString(), $"is a link whose target {why}", "pack the assets again, without it");
        if (_plan.AddLink(path, new LinkNode(target, Clamp(modifiedAt)), out var known) is { } fault) return fault;
        MakeFolders(path, known, path.Names.Count - 1);
        return null;
    }

    /// <summary>Makes the symbolic links if all stay inside, then gives every folder its bits and time: the tree is complete.</summary>
    public Fault? Finish()
    {
        if (_plan.FindEscape() is { } fault) return fault;
        Complete(root, _plan.Root);
        return null;
    }

    private static string? FaultOf(string target)
    {
        if (target.Length == 0) return "is empty";
        if (target.Contains('\0', StringComparison.Ordinal)) return "contains a NUL";
        if (target.Contains('\uFFFD', StringComparison.Ordinal)) return "is not UTF-8";
        return Encoding.UTF8.GetByteCount(target) > LinkTarget.MostBytes ? $"is longer than {LinkTarget.MostBytes} bytes" : null;
    }

    private static long Clamp(long seconds) => Math.Clamp(seconds, 0, LatestTime);

    private static void Complete(Folder folder, FolderNode node)
    {
        foreach (var (name, child) in node.Children)
        {
            var fileName = FileName.Of(name);
            if (child is LinkNode link)
            {
                folder.CreateSymbolicLink(fileName, link.Target);
                folder.SetLinkTime(fileName, link.ModifiedAt);
            }
            else if (child is FolderNode innerNode)
            {
                using var inner = folder.OpenFolder(fileName);
                Complete(inner, innerNode);
            }
        }

        folder.SetMode(node.Mode);
        folder.SetTime(node.ModifiedAt);
    }

    private void MakeFolders(EntryPath path, int known, int wanted)
    {
        for (var depth = known; depth < wanted; depth++)
        {
            using var parent = Open(path.Names.Take(depth));
            parent.CreateFolder(FileName.Of(path.Names[depth])).Dispose();
        }
    }

    private Folder Open(IEnumerable<string> names)
    {
        var folder = root.OpenFolder(FileName.Of("."));
        foreach (var name in names)
        {
            using var outer = folder;
            folder = outer.OpenFolder(FileName.Of(name));
        }

        return folder;
    }
}
