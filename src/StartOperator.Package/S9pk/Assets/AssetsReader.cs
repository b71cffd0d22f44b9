using System.Text;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Reading;
using StartOperator.Package.S9pk.Archives;

namespace StartOperator.Package.S9pk.Assets;

/// <summary>
/// Reads the section with the assets (contract: volumes.md §4). An archive that could write anywhere but into a tree of its own is refused as a
/// whole: names that lead upwards, links that leave the tree, names below a link or a file, devices.
/// </summary>
internal sealed class AssetsReader(S9pkLimits limits, DiagnosticLog log)
{
    private const int LongestTarget = 1024;
    private const int LongestPath = 128;

    private static readonly string Root = S9pkSection.Assets.Label();

    private readonly AssetNode _root = AssetNode.Folder();
    private readonly List<AssetEntry> _entries = [];
    private readonly List<(string Name, List<AssetNode> Folders, string Target)> _links = [];
    private long _names;
    private long _repeated;

    /// <summary>Reads the section; null when it is refused, which is logged as an error.</summary>
    /// <param name="content">The section's bytes.</param>
    /// <param name="visit">
    /// What to do with each entry and a file's content. Before it is called, the entry is known to lie in folders and nothing else; only of symbolic
    /// links nothing is known until all have been read.
    /// </param>
    public AssetsTree? Read(Stream content, Action<AssetEntry, Stream>? visit = null)
    {
        var name = "";
        try
        {
            var archive = new ArchiveReader(content);
            while (archive.Next() is { } entry)
            {
                name = entry.Name;
                if (Take(entry, out var asset) is { } fault)
                {
                    Refuse(name, fault);
                    return null;
                }

                if (asset is not null) visit?.Invoke(asset, archive.Content);
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            var place = name.Length > 0 ? $" after '{Wording.Short(name)}'" : "";
            log.Append(new Diagnostic(Severity.Error, Root, $"the assets can't be read{place}: {fault.Message}", S9pkFault.PackAgain, null));
            return null;
        }

        // Whether a link leaves the tree is known only when all links are.
        var outward = _links.Find(link => !AssetNode.StaysInside(link.Folders, link.Target));
        if (outward.Name is null) return new AssetsTree([.. _entries]);

        Refuse(outward.Name, $"is a link that leads out of the assets, to '{Wording.Short(outward.Target)}'");
        return null;
    }

    private string? Take(ArchiveEntry entry, out AssetEntry? asset)
    {
        asset = null;
        _names += entry.Name.Length + entry.Target.Length;
        if (_entries.Count >= limits.AssetEntries) return $"is one too many: at most {limits.AssetEntries} are allowed";
        if (_names > limits.Names) return $"is where the names exceed {limits.Names >> 20} MiB";
        if (!EntryName.TryParse(entry.Name, out var segments, out var fault)) return fault;
        if (segments.Length == 0) return entry.Kind == ArchiveEntryKind.Folder ? null : "has no name";

        return Open(segments, out var folders) ?? Place(entry, segments, folders, out asset);
    }

    private string? Place(ArchiveEntry entry, string[] segments, List<AssetNode> folders, out AssetEntry? asset)
    {
        asset = null;
        var siblings = folders[^1].Children!;
        var earlier = siblings.GetValueOrDefault(segments[^1]);
        var isFolder = entry.Kind == ArchiveEntryKind.Folder;
        if (earlier is not null && !(isFolder && earlier.Children is not null)) return "is there twice";
        if (earlier is null && isFolder) siblings.Add(segments[^1], AssetNode.Folder());

        var (kind, fault) = entry.Kind switch
        {
            ArchiveEntryKind.Folder => (AssetKind.Folder, null),
            ArchiveEntryKind.File => (AssetKind.File, TakeFile(siblings, segments[^1], entry.Length)),
            ArchiveEntryKind.SymbolicLink => (AssetKind.SymbolicLink, TakeLink(siblings, segments[^1], entry, folders)),
            ArchiveEntryKind.HardLink => (AssetKind.HardLink, TakeHardLink(siblings, segments[^1], entry.Target)),
            ArchiveEntryKind.Device => (default, "is a device or a named pipe"),
            ArchiveEntryKind.Sparse => (default, "is a sparse file"),
            _ => (default, "is neither file nor folder nor link"),
        };
        if (fault is null)
        {
            var target = kind switch
            {
                AssetKind.HardLink => string.Join('/', EntryName.Follow([], entry.Target)!),
                AssetKind.SymbolicLink => entry.Target,
                _ => null,
            };
            asset = new AssetEntry(string.Join('/', segments), kind, entry.Length, (UnixFileMode)(entry.Mode & 0x1ff), target);
            _entries.Add(asset);
        }

        return fault;
    }

    private static string? TakeFile(Dictionary<string, AssetNode> siblings, string name, long length)
    {
        siblings.Add(name, new AssetNode { Length = length });
        return null;
    }

    private string? TakeLink(Dictionary<string, AssetNode> siblings, string name, ArchiveEntry entry, List<AssetNode> folders)
    {
        if (_links.Count >= limits.AssetLinks) return $"is one link too many: at most {limits.AssetLinks} are allowed";
        if (entry.Target.Length == 0 || entry.Target.Any(char.IsControl) || entry.Target.Contains('\uFFFD', StringComparison.Ordinal))
            return "is a link whose target is no path";
        if (Encoding.UTF8.GetByteCount(entry.Target) > LongestTarget) return $"is a link whose target has more than {LongestTarget} bytes";

        siblings.Add(name, new AssetNode { Target = entry.Target });
        _links.Add((entry.Name, folders, entry.Target));
        return null;
    }

    private string? TakeHardLink(Dictionary<string, AssetNode> siblings, string name, string target)
    {
        if (!EntryName.TryParse(target, out var segments, out var fault)) return $"is a hard link to something that {fault}";
        if (Find(segments) is not { Children: null, Target: null } file)
            return $"is a hard link to '{Wording.Short(target)}', which is no earlier file";

        _repeated += file.Length;
        if (_repeated > limits.Repeated) return $"is a hard link, and these repeat more than {limits.Repeated >> 20} MiB";
        siblings.Add(name, new AssetNode { Length = file.Length });
        return null;
    }

    /// <summary>Goes down to the folder of an entry, and makes the folders on the way that no entry has told of.</summary>
    private string? Open(string[] segments, out List<AssetNode> folders)
    {
        folders = [_root];
        foreach (var segment in segments.SkipLast(1))
        {
            var children = folders[^1].Children!;
            if (!children.TryGetValue(segment, out var next)) children.Add(segment, next = AssetNode.Folder());
            if (next.Children is null) return $"lies below '{Wording.Short(segment)}', which is a {(next.Target is null ? "file" : "link")}";
            folders.Add(next);
        }

        return null;
    }

    private AssetNode? Find(string[] segments)
    {
        AssetNode? node = _root;
        foreach (var segment in segments) node = node?.Children?.GetValueOrDefault(segment);
        return node;
    }

    private void Refuse(string name, string fault)
    {
        var path = $"{Root}/{Wording.Short(name.TrimStart('/'), LongestPath)}";
        log.Append(new Diagnostic(Severity.Error, path, $"it {fault}", $"remove it, and {S9pkFault.PackAgain}", null));
    }
}
