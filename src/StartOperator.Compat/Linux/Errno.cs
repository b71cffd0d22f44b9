namespace StartOperator.Compat.Linux;

/// <summary>The kernel's error numbers that this program tells apart; the same on every architecture it runs on.</summary>
internal enum Errno
{
    /// <summary>Nothing went wrong.</summary>
    None = 0,

    /// <summary>Not permitted.</summary>
    Eperm = 1,

    /// <summary>No such file.</summary>
    Enoent = 2,

    /// <summary>Interrupted by a signal.</summary>
    Eintr = 4,

    /// <summary>Bad descriptor, or one of the wrong kind.</summary>
    Ebadf = 9,

    /// <summary>Not enough memory.</summary>
    Enomem = 12,

    /// <summary>No permission.</summary>
    Eacces = 13,

    /// <summary>In use, such as a mount point.</summary>
    Ebusy = 16,

    /// <summary>Exists already.</summary>
    Eexist = 17,

    /// <summary>A path element is no folder.</summary>
    Enotdir = 20,

    /// <summary>Is a folder.</summary>
    Eisdir = 21,

    /// <summary>The file system can't do this.</summary>
    Einval = 22,

    /// <summary>Disk full.</summary>
    Enospc = 28,

    /// <summary>Read-only file system.</summary>
    Erofs = 30,

    /// <summary>No locks here.</summary>
    Enolck = 37,

    /// <summary>The kernel has no such call.</summary>
    Enosys = 38,

    /// <summary>A symbolic link where none is allowed, or too many.</summary>
    Eloop = 40,

    /// <summary>The file system does not support it.</summary>
    Eopnotsupp = 95,

    /// <summary>Quota reached.</summary>
    Edquot = 122,
}
