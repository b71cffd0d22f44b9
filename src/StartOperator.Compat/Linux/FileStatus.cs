using System.Runtime.InteropServices;

namespace StartOperator.Compat.Linux;

/// <summary>What a name in a folder stands for.</summary>
internal enum FileKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A device, fifo or socket.</summary>
    Special,
}

/// <summary>What the file system says of a file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">The permission bits, with setuid, setgid and sticky (0 to 07777).</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="ModifiedAt">When its content changed last, in whole seconds since 1970.</param>
/// <param name="Identity">What no other file on this machine shares.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStatus(FileKind Kind, uint Mode, long Size, long ModifiedAt, FileIdentity Identity);

/// <summary>What tells one file from every other.</summary>
/// <param name="DeviceMajor">The device's class.</param>
/// <param name="DeviceMinor">The device.</param>
/// <param name="Inode">The file on it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode);
