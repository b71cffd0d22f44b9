using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace StartOperator.Oci.Registries.Uploads;

/// <summary>A piece of a blob as a request's body: read as it is sent, so that a small buffer is all that it takes.</summary>
internal sealed class BlobBody : HttpContent
{
    private const int BufferLength = 128 << 10;

    private readonly BlobReader _reader;
    private readonly long _start;
    private readonly long _length;
    private readonly SendWatch _watch;
    private readonly TimeSpan _patienceAfterwards;
    private readonly Action<long> _sent;

    /// <param name="reader">Reads the blob.</param>
    /// <param name="start">Where the piece starts in it.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="watch">Is told of every move.</param>
    /// <param name="patienceAfterwards">How long the answer may take when all has been sent.</param>
    /// <param name="sent">Is told up to where in the blob bytes went out.</param>
    public BlobBody(BlobReader reader, long start, long length, SendWatch watch, TimeSpan patienceAfterwards, Action<long> sent)
    {
        (_reader, _start, _length, _watch, _patienceAfterwards, _sent) = (reader, start, length, watch, patienceAfterwards, sent);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Headers.ContentLength = length;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            _reader.Seek(_start);
            for (var left = _length; left > 0;)
            {
                var read = _reader.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, left)));
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                left -= read;
                _watch.Moved(left == 0 ? _patienceAfterwards : null);
                _sent(_start + _length - left);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
