using System.Runtime.InteropServices;

namespace StartOperator.Compat.Linux;

/// <summary>A call to the file system failed.</summary>
/// <param name="operation">What was tried, as a verb phrase: "cannot …".</param>
/// <param name="path">The file it was tried on.</param>
/// <param name="errno">The kernel's reason.</param>
internal sealed class DiskFailure(string operation, string path, Errno errno)
    : IOException($"{path}: cannot {operation}: {Marshal.GetPInvokeErrorMessage((int)errno)}")
{
    /// <summary>The kernel's reason.</summary>
    public Errno Errno { get; } = errno;

    /// <summary>The failure of the call just made.</summary>
    public static DiskFailure OfLastCall(string operation, string path) => new(operation, path, (Errno)Marshal.GetLastPInvokeError());

    /// <summary>The failure in words for the user.</summary>
    public Fault ToFault() => new(ExitCode.Io, path, $"cannot {operation}: {Marshal.GetPInvokeErrorMessage((int)Errno)}", Remedy);

    private string Remedy => Errno switch
    {
        Errno.Enospc or Errno.Edquot => "free space there or raise the volume's size limit; an old tree and a new one must fit side by side",
        Errno.Eacces or Errno.Eperm => "run as a user who may read SOURCE and write beside TARGET",
        Errno.Erofs => "mount the volume writable in this container",
        Errno.Ebusy => "mount the volume one level up: TARGET must be a folder inside the mount, not the mount itself",
        Errno.Enoent => "check that the volume is mounted and the path is spelled right",
        Errno.Enotdir or Errno.Eloop => "every element of the path must be a folder",
        Errno.Enomem => "raise the container's memory limit",
        _ => "check the node's disk and kernel log, then run again",
    };
}
