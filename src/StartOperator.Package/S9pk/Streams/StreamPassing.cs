using System.Buffers;

namespace StartOperator.Package.S9pk.Streams;

/// <summary>Ways to get through a stream in bounded memory.</summary>
internal static class StreamPassing
{
    /// <summary>How many bytes are read at once.</summary>
    public const int BufferLength = 128 * 1024;

    /// <summary>Passes over bytes, without reading them where that can be done.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static void Skip(this Stream stream, long count)
    {
        if (count == 0) return;
        if (stream is ForwardStream forward) forward.Skip(count);
        else if (stream.CanSeek) stream.Seek(count, SeekOrigin.Current);
        else if (stream.Drain(count) < count) throw new EndOfStreamException("it ends too early");
    }

    /// <summary>Reads and forgets bytes.</summary>
    /// <returns>How many there were: fewer than asked for where the stream ends.</returns>
    public static long Drain(this Stream stream, long most = long.MaxValue)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            var passed = 0L;
            while (passed < most)
            {
                var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, most - passed));
                if (read == 0) break;
                passed += read;
            }

            return passed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
