using System.Buffers;
using StartOperator.Oci.Content;

namespace StartOperator.Oci.Registries.Uploads;

/// <summary>
/// Reads a blob for a transfer that comes in pieces and may go back. What is passed over is read as well, for only the whole can be checked; so
/// pieces in their order cost one reading.
/// </summary>
internal sealed class BlobReader(OciBlob blob) : IDisposable
{
    private const int BufferLength = 128 << 10;

    private Stream? _content;
    private long _position;

    /// <summary>Goes to a place.</summary>
    public void Seek(long position)
    {
        if (_content is null || _position > position)
        {
            _content?.Dispose();
            (_content, _position) = (blob.Open(), 0);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (_position < position) Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, position - _position)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads at least a byte.</summary>
    /// <exception cref="InvalidDataException">There is none, or the blob is no longer what its digest says.</exception>
    public int Read(Span<byte> buffer)
    {
        var read = _content!.Read(buffer);
        _position += read;
        return read > 0 ? read : throw new InvalidDataException("the package has become shorter while it was read");
    }

    public void Dispose() => _content?.Dispose();
}
