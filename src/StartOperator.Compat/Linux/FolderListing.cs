using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StartOperator.Compat.Linux;

/// <summary>Reads the names in an open folder.</summary>
internal static class FolderListing
{
    private const int NameInEntry = 19; // struct dirent: inode 8, offset 8, length 2, type 1

    private static readonly byte[] Itself = [(byte)'.', 0];

    /// <summary>The names but <c>.</c> and <c>..</c>, in no order; at most <paramref name="most"/> and one.</summary>
    public static unsafe List<FileName> Read(SafeFileHandle folder, string path, int most)
    {
        // Opened anew, because a listing moves the position that all copies of a descriptor share.
        using var own = SystemCall.Open("list", path, () => Libc.OpenAt(folder, Itself, Libc.ReadOnly | Libc.FolderOnly | Libc.CloseOnExec, 0));
        var listing = Libc.OpenListing(own.DangerousGetHandle());
        if (listing == 0) throw DiskFailure.OfLastCall("list", path);
        own.SetHandleAsInvalid(); // the listing closes it
        try
        {
            var names = new List<FileName>();
            while (names.Count <= most && Libc.NextInListing(listing) is var entry && entry != null)
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameInEntry);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)) names.Add(FileName.Of(name));
            }

            if (names.Count <= most && SystemCall.LastErrno != Errno.None) throw DiskFailure.OfLastCall("list", path);
            return names;
        }
        finally
        {
            _ = Libc.CloseListing(listing);
        }
    }
}
