using System.Buffers;
using System.IO.Pipelines;

namespace StartOperator.Runtime.Watching;

/// <summary>
/// Splits a stream into lines without copying or decoding them, and bounds both their length and the time between them.
/// What follows the last line break when the stream ends is an event cut off, and is dropped.
/// </summary>
internal sealed class WatchLineReader : IAsyncDisposable
{
    private const int LargestKept = 256 * 1024;

    private readonly PipeReader _pipe;
    private readonly int _maxLength;
    private readonly TimeSpan _silence;
    private readonly ITimer _watchdog;
    private readonly CancellationTokenSource _silent = new();
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _cancellationToken;
    private byte[] _joined = [];
    private SequencePosition _next;
    private bool _advance;
    private bool _skipping;

    /// <summary>Creates a reader of <paramref name="stream"/>, which stays the caller's to dispose.</summary>
    public WatchLineReader(Stream stream, int maxLength, TimeSpan silence, TimeProvider time, CancellationToken cancellationToken)
    {
        _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, minimumReadSize: 4096, leaveOpen: true));
        _maxLength = maxLength;
        _silence = silence;
        _cancellationToken = cancellationToken;
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silent.Token, cancellationToken);
        _watchdog = time.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(), _silent, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The line without its break; valid until the next read, and empty when it was too long.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Whether the line was longer than allowed and has been skipped.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Goes to the next line; false at the end of the stream.</summary>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    public async ValueTask<bool> ReadAsync()
    {
        Line = default;
        IsTooLong = false;
        if (_advance)
        {
            _pipe.AdvanceTo(_next);
            _advance = false;
        }

        if (_joined.Length > LargestKept)
        {
            Return();
        }

        var scanned = 0L;
        while (true)
        {
            var result = await ReadWatchedAsync();
            var buffer = result.Buffer;
            if (buffer.Slice(scanned).PositionOf((byte)'\n') is { } end)
            {
                Take(buffer.Slice(0, end));
                _next = buffer.GetPosition(1, end);
                _advance = true;
                return true;
            }

            if (result.IsCompleted)
            {
                return false;
            }

            scanned = buffer.Length;
            if (_skipping || scanned > _maxLength)
            {
                _skipping = true;
                scanned = 0;
                _pipe.AdvanceTo(buffer.End);
            }
            else
            {
                _pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _watchdog.DisposeAsync();
        await _pipe.CompleteAsync();
        _either.Dispose();
        _silent.Dispose();
        Return();
    }

    private async ValueTask<ReadResult> ReadWatchedAsync()
    {
        try
        {
            var read = _pipe.ReadAsync(_either.Token);
            return read.IsCompleted ? await read : await WatchedAsync(read);
        }
        catch (OperationCanceledException e) when (_silent.IsCancellationRequested && !_cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing was heard for {_silence.TotalSeconds:0} s", e);
        }
    }

    private async ValueTask<ReadResult> WatchedAsync(ValueTask<ReadResult> read)
    {
        _watchdog.Change(_silence, Timeout.InfiniteTimeSpan);
        try
        {
            return await read;
        }
        finally
        {
            _watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Take(ReadOnlySequence<byte> line)
    {
        if (_skipping || line.Length > _maxLength)
        {
            _skipping = false;
            IsTooLong = true;
        }
        else if (line.IsSingleSegment)
        {
            Line = line.First;
        }
        else
        {
            Line = Join(line);
        }
    }

    private ReadOnlyMemory<byte> Join(ReadOnlySequence<byte> line)
    {
        var length = (int)line.Length;
        if (_joined.Length < length)
        {
            Return();
            _joined = ArrayPool<byte>.Shared.Rent(length);
        }

        line.CopyTo(_joined);
        return _joined.AsMemory(0, length);
    }

    private void Return()
    {
        if (_joined.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_joined);
            _joined = [];
        }
    }
}
