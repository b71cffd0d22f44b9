namespace StartOperator.Compat.Tar;

/// <summary>What an entry makes.</summary>
internal enum TarEntryKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>Another name of an earlier file.</summary>
    HardLink,

    /// <summary>A device or fifo.</summary>
    Device,

    /// <summary>A file of which only a part is in the archive.</summary>
    SparseFile,

    /// <summary>Something else.</summary>
    Unknown,
}

/// <summary>One entry of an archive; nothing in it is to be trusted.</summary>
/// <param name="Kind">What it makes.</param>
/// <param name="Type">The letter that says so in the archive.</param>
/// <param name="Name">Its path; bytes that are not UTF-8 are U+FFFD.</param>
/// <param name="LinkName">Where a link leads; for a hard link, the path of the earlier entry.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="ModifiedAt">When its content changed last, in seconds since 1970.</param>
/// <param name="Length">How many bytes of content follow.</param>
internal sealed record TarEntry(TarEntryKind Kind, char Type, string Name, string LinkName, uint Mode, long ModifiedAt, long Length);
