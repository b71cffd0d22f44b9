using System.Net;
using StartOperator.Cli.Output;

namespace StartOperator.Cli.Input.Sources;

/// <summary>A file from a server that sends parts of it. What is passed over is not fetched, and a transfer that breaks off is taken up again.</summary>
internal sealed class HttpRangeStream(HttpSource source, HttpResponseMessage first, long length) : ReadOnlyStream
{
    /// <summary>Fetching so much is as fast as asking anew.</summary>
    private const int ShortWay = 128 * 1024;

    private const int MostBreaks = 3;

    private HttpResponseMessage? _response = first;
    private Stream? _body = first.Content.ReadAsStream();
    private long _fetched;
    private int _breaks;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || Position >= length)
        {
            return 0;
        }

        Exception? last = null;
        while (true)
        {
            try
            {
                var read = Body(buffer).Read(buffer[..(int)Math.Min(buffer.Length, length - Position)]);
                if (read > 0)
                {
                    (Position, _fetched, _breaks) = (Position + read, _fetched + read, 0);
                    return read;
                }
            }
            catch (IOException fault)
            {
                last = fault;
            }

            Leave();
            if (++_breaks > MostBreaks)
            {
                throw new IOException($"the transfer breaks off at byte {Position} of {length}, however often it is taken up again", last);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Leave();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The server's bytes from this stream's position on.</summary>
    private Stream Body(Span<byte> scratch)
    {
        if (_body is null || Position < _fetched || Position - _fetched > ShortWay)
        {
            Leave();
            _response = source.Request(Position);
            var range = _response.Content.Headers.ContentRange;
            if (_response.StatusCode != HttpStatusCode.PartialContent || range?.From != Position || range.Length != length)
            {
                throw new RefusalException("the file on the server has changed while it was read: try again");
            }

            (_body, _fetched) = (_response.Content.ReadAsStream(), Position);
        }

        while (_fetched < Position)
        {
            var read = _body.Read(scratch[..(int)Math.Min(scratch.Length, Position - _fetched)]);
            _fetched += read > 0 ? read : throw new IOException("the transfer breaks off");
        }

        return _body;
    }

    private void Leave()
    {
        _response?.Dispose();
        (_response, _body) = (null, null);
    }
}
