namespace StartOperator.Package.S9pk.Streams;

/// <summary>
/// The next so many bytes of another stream, which stays open and must not be read by others meanwhile. Where the other stream ends earlier,
/// reading throws <see cref="EndOfStreamException"/>, or what the caller wants thrown.
/// </summary>
internal sealed class BoundedStream(Stream inner, long length, Func<Exception>? cutOff = null) : ForwardStream
{
    /// <summary>How many bytes are left.</summary>
    public long Left { get; private set; } = length;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Left);
        if (wanted == 0) return 0;

        var read = inner.Read(buffer[..wanted]);
        if (read == 0) throw cutOff?.Invoke() ?? new EndOfStreamException("it ends too early");
        Left -= read;
        return read;
    }

    /// <inheritdoc/>
    public override void Skip(long count)
    {
        if (count > Left) throw new EndOfStreamException("it ends too early");
        inner.Skip(count);
        Left -= count;
    }
}
