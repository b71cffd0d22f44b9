using StartOperator.Package.Model;

namespace StartOperator.Package.S9pk.Assets;

/// <summary>The files for a package's assets volumes (contract: volumes.md §4). None of them leads out of the tree.</summary>
/// <param name="Entries">Files, folders and links in the order of the archive; folders that only files' names tell of are not listed.</param>
public sealed record AssetsTree(ValueList<AssetEntry> Entries)
{
    /// <summary>The volumes that there is something for.</summary>
    public IEnumerable<string> Volumes => Entries.Select(entry => entry.Volume).Distinct(StringComparer.Ordinal);
}

/// <summary>A file, folder or link for an assets volume.</summary>
/// <param name="Path">Its path with slashes between, which starts with the volume's id; no segment of it is <c>..</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Length">How many bytes a file has.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="Target">
/// Where a link leads: a symbolic one relative to its folder, a hard one to the path of an earlier file; null for what is no link.
/// </param>
public sealed record AssetEntry(string Path, AssetKind Kind, long Length, UnixFileMode Mode, string? Target)
{
    /// <summary>The volume.</summary>
    public string Volume => Path.Split('/')[0];
}

/// <summary>What an entry of the assets is.</summary>
public enum AssetKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link that does not lead out of the tree.</summary>
    SymbolicLink,

    /// <summary>A file with the content of an earlier one.</summary>
    HardLink,
}
