using Microsoft.Win32.SafeHandles;

namespace StartOperator.Compat.Linux;

/// <summary>An open file's bytes from its current position to its end; a failing disk throws <see cref="DiskFailure"/>.</summary>
internal sealed class FileContent(SafeFileHandle handle, string path) : Stream
{
    /// <summary>How many bytes were read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>If set, takes in every byte that is read.</summary>
    public Sha256? Digest { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => BytesRead;
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a file by its path, to be read; symbolic links on the way are followed, as the path is the user's own word.</summary>
    public static FileContent Open(string path)
    {
        const int Flags = Libc.ReadOnly | Libc.NonBlocking | Libc.CloseOnExec;
        return new FileContent(SystemCall.Open("open", path, () => Libc.Open(path, Flags, 0)), path);
    }

    /// <summary>What the file system says of the file.</summary>
    public FileStatus Status() => StatusCall.Of(handle, path);

    /// <summary>Back to the file's first byte.</summary>
    public void Rewind() => GoTo(0, Libc.SeekFromStart);

    /// <summary>To the last so many bytes of the file.</summary>
    public void GoToLast(int bytes) => GoTo(-bytes, Libc.SeekFromEnd);

    /// <summary>Puts the file's content onto the disk proper.</summary>
    public void Sync() => SystemCall.Answer("flush", path, () => Libc.Sync(handle));

    /// <inheritdoc/>
    public override unsafe int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint read;
            fixed (byte* start = buffer) read = Libc.Read(handle, start, (nuint)buffer.Length);
            if (read >= 0)
            {
                BytesRead += read;
                Digest?.Append(buffer[..(int)read]);
                return (int)read;
            }

            if (SystemCall.LastErrno != Errno.Eintr) throw DiskFailure.OfLastCall("read", path);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) handle.Dispose();
        base.Dispose(disposing);
    }

    private void GoTo(long offset, int from)
    {
        SystemCall.Answer("rewind", path, () => Libc.Seek(handle, offset, from));
        BytesRead = 0;
    }
}
