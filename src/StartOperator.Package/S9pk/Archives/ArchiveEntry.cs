namespace StartOperator.Package.S9pk.Archives;

/// <summary>What an entry of a tar archive is.</summary>
internal enum ArchiveEntryKind
{
    File,
    Folder,
    SymbolicLink,

    /// <summary>Another name of an earlier file.</summary>
    HardLink,

    /// <summary>A device or a named pipe.</summary>
    Device,

    /// <summary>A file of which holes are left out.</summary>
    Sparse,
    Unknown,
}

/// <summary>An entry of a tar archive; nothing in it can be trusted.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name as it stands there.</param>
/// <param name="Target">Where a link leads.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="Position">Where its content starts, in bytes from the start of the archive.</param>
/// <param name="Length">How many bytes of content it has.</param>
internal sealed record ArchiveEntry(ArchiveEntryKind Kind, string Name, string Target, int Mode, long Position, long Length);
