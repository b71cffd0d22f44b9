using Microsoft.Win32.SafeHandles;

namespace StartOperator.Compat.Linux;

/// <summary>
/// An open folder. Everything is done by one name inside it and no symbolic link is ever followed, so whatever happens to its path
/// meanwhile, nothing is read or written outside it. What fails throws <see cref="DiskFailure"/>.
/// </summary>
internal sealed class Folder(Disk disk, SafeFileHandle handle, string path) : IDisposable
{
    private const int LongestLink = 4096;
    private const uint PrivateFolder = 0x1c0; // rwx------
    private const uint PrivateFile = 0x180; // rw-------

    /// <summary>Where the folder was when it was opened, for messages.</summary>
    public string Path { get; } = path;

    /// <summary>What the file system says of the folder.</summary>
    public FileStatus Status => StatusCall.Of(handle, Path);

    /// <summary>What a name stands for, or null when there is no such name.</summary>
    public FileStatus? StatusOf(FileName name) => StatusCall.Of(handle, name, PathOf(name));

    /// <summary>Opens a folder in this one.</summary>
    public Folder OpenFolder(FileName name)
    {
        var flags = Libc.ReadOnly | Libc.FolderOnly | Libc.NoFollow | Libc.CloseOnExec;
        return new Folder(disk, SystemCall.Open("open the folder", PathOf(name), () => Libc.OpenAt(handle, name.Terminated, flags, 0)), PathOf(name));
    }

    /// <summary>Opens the folder that this one stands in; the root of all stands in itself.</summary>
    public Folder OpenOuter() => OpenFolder(FileName.Of(".."));

    /// <summary>Opens a file in this folder, to be read.</summary>
    public FileContent OpenFile(FileName name)
    {
        var flags = Libc.ReadOnly | Libc.NoFollow | Libc.NonBlocking | Libc.CloseOnExec;
        return new FileContent(SystemCall.Open("open", PathOf(name), () => Libc.OpenAt(handle, name.Terminated, flags, 0)), PathOf(name));
    }

    /// <summary>Where a symbolic link leads, as its bytes say.</summary>
    public unsafe FileName ReadLink(FileName name)
    {
        Span<byte> target = stackalloc byte[LongestLink];
        nint length;
        fixed (byte* start = target) length = Libc.ReadLinkAt(handle, name.Terminated, start, LongestLink);
        if (length < 0) throw DiskFailure.OfLastCall("read the link", PathOf(name));
        return FileName.Of(target[..(int)length]);
    }

    /// <summary>The names in this folder, in the order of their bytes.</summary>
    /// <param name="most">The most names to read; a folder with more answers this many and one.</param>
    public List<FileName> Names(int most = int.MaxValue - 1)
    {
        var names = FolderListing.Read(handle, Path, most);
        names.Sort((a, b) => a.Bytes.SequenceCompareTo(b.Bytes));
        return names;
    }

    /// <summary>Makes a folder that only its owner may enter.</summary>
    public Folder CreateFolder(FileName name)
    {
        Change("create the folder", name, () => Libc.MakeFolderAt(handle, name.Terminated, PrivateFolder));
        return OpenFolder(name);
    }

    /// <summary>Makes a file that only its owner may read; fails if the name is taken.</summary>
    public NewFile CreateFile(FileName name)
    {
        var flags = Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollow | Libc.CloseOnExec;
        disk.Changing($"create {PathOf(name)}");
        var file = SystemCall.Open("create", PathOf(name), () => Libc.OpenAt(handle, name.Terminated, flags, PrivateFile));
        return new NewFile(disk, file, PathOf(name));
    }

    /// <summary>Makes a symbolic link.</summary>
    public void CreateSymbolicLink(FileName name, string target) =>
        Change("create the link", name, () => Libc.SymbolicLinkAt(FileName.Of(target).Terminated, handle, name.Terminated));

    /// <summary>Gives a file of another folder a second name here.</summary>
    public void CreateHardLink(FileName name, Folder other, FileName existing) =>
        Change("create the link", name, () => Libc.LinkAt(other.Handle, existing.Terminated, handle, name.Terminated, 0));

    /// <summary>Renames; a file that has the new name is replaced.</summary>
    public void Rename(FileName from, FileName to) =>
        Change($"rename to {to}", from, () => Libc.RenameAt(handle, from.Terminated, handle, to.Terminated));

    /// <summary>Lets two names change places in one step that no reader can see half done; false where the file system can't.</summary>
    public bool TryExchange(FileName one, FileName other)
    {
        try
        {
            Change($"exchange with {other}", one, () => Libc.RenameAt2(handle, one.Terminated, handle, other.Terminated, Libc.RenameExchange));
            return true;
        }
        catch (DiskFailure failure) when (failure.Errno is Errno.Einval or Errno.Enosys or Errno.Eopnotsupp)
        {
            return false;
        }
    }

    /// <summary>Removes a file or a link.</summary>
    public void RemoveFile(FileName name) => Change("remove", name, () => Libc.UnlinkAt(handle, name.Terminated, 0));

    /// <summary>Removes an empty folder.</summary>
    public void RemoveFolder(FileName name) => Change("remove the folder", name, () => Libc.UnlinkAt(handle, name.Terminated, Libc.AtRemoveFolder));

    /// <summary>Sets the folder's permission bits.</summary>
    public void SetMode(uint mode) => Change("set the mode of", null, () => Libc.SetMode(handle, mode));

    /// <summary>Sets when the folder's content changed last, in seconds since 1970.</summary>
    public unsafe void SetTime(long modifiedAt) => Change("set the time of", null, () =>
    {
        var times = stackalloc Libc.TimeSpec[2];
        FillTimes(times, modifiedAt);
        return Libc.SetTimes(handle, times);
    });

    /// <summary>Sets when a symbolic link was made, in seconds since 1970.</summary>
    public unsafe void SetLinkTime(FileName name, long modifiedAt) => Change("set the time of", name, () =>
    {
        var times = stackalloc Libc.TimeSpec[2];
        FillTimes(times, modifiedAt);
        return Libc.SetTimesAt(handle, name.Terminated, times, Libc.AtSymlinkNoFollow);
    });

    /// <summary>Puts the folder's names onto the disk proper, where the file system can.</summary>
    public void Sync()
    {
        disk.Changing($"flush {Path}");
        if (Libc.Sync(handle) == 0) return;
        if (SystemCall.LastErrno is not (Errno.Einval or Errno.Erofs or Errno.Ebadf)) throw DiskFailure.OfLastCall("flush", Path);
    }

    /// <summary>
    /// Waits until no other process has locked this folder, then locks it until it is closed; where there are no locks, goes on without.
    /// </summary>
    public void Lock()
    {
        while (Libc.Lock(handle, Libc.LockExclusive) != 0)
        {
            var errno = SystemCall.LastErrno;
            if (errno is Errno.Ebadf or Errno.Einval or Errno.Enolck or Errno.Enosys or Errno.Eopnotsupp) return;
            if (errno != Errno.Eintr) throw DiskFailure.OfLastCall("lock", Path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    /// <summary>For the kernel's two times: leave the first (access), set the second (content).</summary>
    internal static unsafe void FillTimes(Libc.TimeSpec* times, long modifiedAt)
    {
        times[0] = new Libc.TimeSpec { Nanoseconds = Libc.TimeSpec.Omit };
        times[1] = new Libc.TimeSpec { Seconds = modifiedAt };
    }

    private SafeFileHandle Handle => handle;

    private string PathOf(FileName name) => Path.EndsWith('/') ? Path + name : $"{Path}/{name}";

    private void Change(string operation, FileName? name, Func<long> call)
    {
        var changed = name is { } some ? PathOf(some) : Path;
        disk.Changing($"{operation} {changed}");
        SystemCall.Answer(operation, changed, call);
    }
}
