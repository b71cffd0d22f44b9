using System.Text;

namespace StartOperator.Compat.Assets;

/// <summary>
/// A tree as its source has described it so far, in memory: decides whether the next entry has a place in it, within the limits, and in
/// the end whether every symbolic link stays inside.
/// </summary>
internal sealed class TreePlan(LayOutLimits limits)
{
    private long _nameBytes;

    /// <summary>The tree.</summary>
    public FolderNode Root { get; } = new();

    /// <summary>How much is in it.</summary>
    public TreeCount Count { get; private set; }

    /// <summary>A folder, which may be known already.</summary>
    /// <param name="path">Where.</param>
    /// <param name="known">How many of the path's names, from the root down, were known as folders before.</param>
    /// <param name="folder">The folder.</param>
    public Fault? AddFolder(EntryPath path, out int known, out FolderNode folder) => Reach(path, path.Names.Count, out known, out folder);

    /// <summary>A file, empty so far.</summary>
    public Fault? AddFile(EntryPath path, out int known, out FileNode file)
    {
        file = new FileNode();
        var fault = Place(path, file, out known);
        if (fault is null) Count = Count with { Files = Count.Files + 1 };
        return fault;
    }

    /// <summary>A symbolic link, judged in the end.</summary>
    public Fault? AddLink(EntryPath path, LinkNode link, out int known)
    {
        var fault = Place(path, link, out known);
        if (fault is not null) return fault;
        Count = Count with { Links = Count.Links + 1 };
        return TakeNameBytes(path, link.Target);
    }

    /// <summary>More content of the file at <paramref name="path"/>.</summary>
    public Fault? AddBytes(EntryPath path, FileNode file, long bytes)
    {
        if (bytes > limits.MostBytes - Count.Bytes)
        {
            const string Remedy = "raise --max-bytes if you trust SOURCE";
            return Fault.Refused(path.ToString(), $"goes beyond the limit of {limits.MostBytes} bytes in all", Remedy);
        }

        Count = Count with { Bytes = Count.Bytes + bytes };
        file.Length += bytes;
        return null;
    }

    /// <summary>The file at this path, if one is known.</summary>
    public FileNode? FindFile(EntryPath path)
    {
        TreeNode? node = Root;
        foreach (var name in path.Names) node = (node as FolderNode)?.Children.GetValueOrDefault(name);
        return node as FileNode;
    }

    /// <summary>The first symbolic link that leads out of the tree, as a fault.</summary>
    public Fault? FindEscape() => FindEscape(Root, [], []);

    private Fault? FindEscape(FolderNode folder, List<string> names, List<FolderNode> folders)
    {
        foreach (var (name, child) in folder.Children)
        {
            names.Add(name);
            if (child is LinkNode link && LinkTarget.LeadsOutside(Root, folders, link.Target))
            {
                const string Remedy = "link to a file of the same assets volume, by a relative path";
                return Fault.Refused(string.Join('/', names), $"is a symbolic link to {link.Target}, which leads out of the tree", Remedy);
            }

            if (child is FolderNode inner)
            {
                folders.Add(inner);
                if (FindEscape(inner, names, folders) is { } fault) return fault;
                folders.RemoveAt(folders.Count - 1);
            }

            names.RemoveAt(names.Count - 1);
        }

        return null;
    }

    private Fault? Place(EntryPath path, TreeNode node, out int known)
    {
        known = 0;
        if (path.Names.Count == 0) return Fault.Refused(path.ToString(), "is the tree's root, which has to be a folder", "pack a folder");
        if (Reach(path, path.Names.Count - 1, out known, out var folder) is { } fault) return fault;
        return folder.Children.ContainsKey(path.Names[^1])
            ? Fault.Refused(path.ToString(), "comes twice", "pack the assets again, into a new archive")
            : Put(path, folder, path.Names[^1], node);
    }

    private Fault? Reach(EntryPath path, int depth, out int known, out FolderNode folder)
    {
        known = 0;
        folder = Root;
        for (var i = 0; i < depth; i++)
        {
            if (!folder.Children.TryGetValue(path.Names[i], out var child))
            {
                child = new FolderNode();
                if (Put(path, folder, path.Names[i], child) is { } fault) return fault;
                Count = Count with { Folders = Count.Folders + 1 };
            }
            else
            {
                known = i + 1;
            }

            if (child is not FolderNode next) return NoFolder(path, i, child);
            folder = next;
        }

        return null;
    }

    private static Fault NoFolder(EntryPath path, int index, TreeNode obstacle)
    {
        var what = obstacle is LinkNode ? "a symbolic link" : "a file";
        var where = string.Join('/', path.Names.Take(index + 1));
        return Fault.Refused(path.ToString(), $"needs a folder at {where}, which is {what}", "pack the assets again, from a plain folder");
    }

    private Fault? Put(EntryPath path, FolderNode folder, string name, TreeNode node)
    {
        if (Count.Entries >= limits.MostEntries) return limits.TooManyEntries(path.ToString());
        folder.Children.Add(name, node);
        return TakeNameBytes(path, name);
    }

    private Fault? TakeNameBytes(EntryPath path, string text)
    {
        _nameBytes += Encoding.UTF8.GetByteCount(text);
        if (_nameBytes <= LayOutLimits.MostNameBytes) return null;
        var limit = $"all names together may take {LayOutLimits.MostNameBytes >> 20} MiB";
        return Fault.Refused(path.ToString(), $"is one too many: {limit}", "use shorter names");
    }
}
