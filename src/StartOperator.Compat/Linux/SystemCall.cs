using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StartOperator.Compat.Linux;

/// <summary>Makes one call of the C library: again when a signal interrupted it, and as a <see cref="DiskFailure"/> when it failed.</summary>
internal static class SystemCall
{
    /// <summary>The reason why the call just made failed.</summary>
    public static Errno LastErrno => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>A call that answers -1 when it fails, else a number that matters.</summary>
    public static long Answer(string operation, string path, Func<long> call)
    {
        while (true)
        {
            var answer = call();
            if (answer >= 0) return answer;
            if (LastErrno != Errno.Eintr) throw DiskFailure.OfLastCall(operation, path);
        }
    }

    /// <summary>A call that opens a file.</summary>
    public static SafeFileHandle Open(string operation, string path, Func<SafeFileHandle> call)
    {
        while (true)
        {
            var handle = call();
            if (!handle.IsInvalid) return handle;
            var errno = LastErrno;
            handle.Dispose();
            if (errno != Errno.Eintr) throw new DiskFailure(operation, path, errno);
        }
    }
}
