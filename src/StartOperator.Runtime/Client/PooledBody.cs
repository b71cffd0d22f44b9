using System.Buffers;

namespace StartOperator.Runtime.Client;

/// <summary>A whole answer in a rented buffer; give it back by disposing.</summary>
internal sealed class PooledBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private PooledBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>
    /// Reads to the end; of an answer longer than <paramref name="limit"/> only the beginning is kept and <c>Truncated</c> is true.
    /// </summary>
    public static async Task<(PooledBody Body, bool Truncated)> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var announced = Math.Clamp(content.Headers.ContentLength ?? 0, 4096, 1024 * 1024);
        var body = new PooledBody((int)announced);
        try
        {
            while (true)
            {
                if (body._length >= limit)
                {
                    return (body, true);
                }

                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }

                var count = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
                if (count == 0)
                {
                    return (body, false);
                }

                body._length += count;
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        _length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
