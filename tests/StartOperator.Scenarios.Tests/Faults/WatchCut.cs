using System.Net;
using StartOperator.Testing.Streams;

namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>
/// Breaks the watch that brings one event to an operator, counted over all its watches from when the cut is armed: in the middle of the event, or right
/// after it.
/// </summary>
/// <param name="number">Which event: 1 for the first.</param>
/// <param name="within">Whether only half of the event arrives, and then a broken connection; otherwise the stream ends after it.</param>
public sealed class WatchCut(int number, bool within) : DelegatingHandler
{
    private readonly bool _within = within;
    private volatile bool _isArmed;
    private int _events;

    /// <summary>The events since it was armed.</summary>
    public int Events => Volatile.Read(ref _events);

    /// <summary>The watch it cut; null when it did not.</summary>
    public string? Victim { get; private set; }

    /// <summary>Whether a request asks for a watch.</summary>
    public static bool IsWatch(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get && request.RequestUri!.Query.Contains("watch=", StringComparison.Ordinal);

    /// <summary>From now on events are counted.</summary>
    public void Arm() => _isArmed = true;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!IsWatch(request) || response.StatusCode != HttpStatusCode.OK)
        {
            return response;
        }

        var whole = response.Content;
        response.Content = new StreamContent(new Stretch(await whole.ReadAsStreamAsync(cancellationToken), this, request.RequestUri!.AbsolutePath));
        foreach (var (name, values) in whole.Headers)
        {
            response.Content.Headers.TryAddWithoutValidation(name, values);
        }

        return response;
    }

    /// <summary>How much of what was read arrives; null when all of it does.</summary>
    private int? CutIn(ReadOnlySpan<byte> read, string path)
    {
        if (!_isArmed)
        {
            return null;
        }

        for (var (from, end) = (0, read.IndexOf((byte)'\n')); end >= 0;)
        {
            if (Interlocked.Increment(ref _events) == number)
            {
                Victim = path;
                return _within ? (from + end) / 2 : end + 1;
            }

            from = end + 1;
            var next = read[from..].IndexOf((byte)'\n');
            end = next < 0 ? -1 : from + next;
        }

        return null;
    }

    /// <summary>The stream of one watch.</summary>
    private sealed class Stretch(Stream inner, WatchCut cut, string path) : IncomingStream
    {
        private bool _isCut;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isCut)
            {
                return !cut._within ? 0 : throw new IOException("the connection was cut on purpose");
            }

            var count = await inner.ReadAsync(buffer, cancellationToken);
            if (cut.CutIn(buffer.Span[..count], path) is not { } arrives)
            {
                return count;
            }

            _isCut = true;
            return arrives > 0 ? arrives : throw new IOException("the connection was cut on purpose");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
