using Microsoft.Win32.SafeHandles;

namespace StartOperator.Compat.Linux;

/// <summary>A file being written.</summary>
internal sealed class NewFile(Disk disk, SafeFileHandle handle, string path) : IDisposable
{
    /// <summary>Adds bytes at the end.</summary>
    public unsafe void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            disk.Changing($"write {path}");
            nint written;
            fixed (byte* start = bytes) written = Libc.Write(handle, start, (nuint)bytes.Length);
            if (written < 0 && SystemCall.LastErrno != Errno.Eintr) throw DiskFailure.OfLastCall("write", path);
            bytes = bytes[(int)Math.Max(written, 0)..];
        }
    }

    /// <summary>Sets the permission bits, whatever the process's umask.</summary>
    public void SetMode(uint mode)
    {
        disk.Changing($"set the mode of {path}");
        SystemCall.Answer("set the mode of", path, () => Libc.SetMode(handle, mode));
    }

    /// <summary>Sets when the content changed last, in seconds since 1970; writing later would set it anew.</summary>
    public unsafe void SetTime(long modifiedAt)
    {
        disk.Changing($"set the time of {path}");
        var times = stackalloc Libc.TimeSpec[2];
        Folder.FillTimes(times, modifiedAt);
        if (Libc.SetTimes(handle, times) != 0) throw DiskFailure.OfLastCall("set the time of", path);
    }

    /// <summary>Puts the content onto the disk proper.</summary>
    public void Sync()
    {
        disk.Changing($"flush {path}");
        SystemCall.Answer("flush", path, () => Libc.Sync(handle));
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
