using Microsoft.Win32.SafeHandles;

namespace StartOperator.Compat.Linux;

/// <summary>Asks the file system about a file.</summary>
internal static class StatusCall
{
    private const int KindMask = 0xf000;
    private const int KindFolder = 0x4000;
    private const int KindFile = 0x8000;
    private const int KindSymbolicLink = 0xa000;

    private static readonly byte[] Empty = [0];

    /// <summary>The open file itself.</summary>
    public static FileStatus Of(SafeFileHandle file, string path) => Ask(file, Empty, Libc.AtEmptyPath, path)
        ?? throw DiskFailure.OfLastCall("look at", path);

    /// <summary>What a name in a folder stands for, a symbolic link being itself; null when there is no such name.</summary>
    public static FileStatus? Of(SafeFileHandle folder, FileName name, string path) => Ask(folder, name.Terminated, Libc.AtSymlinkNoFollow, path);

    private static unsafe FileStatus? Ask(SafeFileHandle folder, byte[] name, int flags, string path)
    {
        Libc.StatusBuffer status;
        while (Libc.StatusAt(folder, name, flags, Libc.BasicStatus, &status) != 0)
        {
            var errno = SystemCall.LastErrno;
            if (errno == Errno.Enoent) return null;
            if (errno != Errno.Eintr) throw DiskFailure.OfLastCall("look at", path);
        }

        var identity = new FileIdentity(status.DeviceMajor, status.DeviceMinor, status.Inode);
        return new FileStatus(KindOf(status.Mode), status.Mode & 0xfffu, (long)status.Size, status.ModifiedAt, identity);
    }

    private static FileKind KindOf(ushort mode) => (mode & KindMask) switch
    {
        KindFile => FileKind.File,
        KindFolder => FileKind.Folder,
        KindSymbolicLink => FileKind.SymbolicLink,
        _ => FileKind.Special,
    };
}
