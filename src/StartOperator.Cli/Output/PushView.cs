using Spectre.Console;
using StartOperator.Oci.Content;
using StartOperator.Oci.Registries;
using StartOperator.Oci.Registries.Uploads;

namespace StartOperator.Cli.Output;

/// <summary>Shows how a push comes along: on a terminal a line that changes, everywhere a line for each large layer and each image.</summary>
/// <param name="output">Where to.</param>
/// <param name="isTerminal">Whether that is a terminal.</param>
/// <param name="time">The clock.</param>
internal sealed class PushView(TextWriter output, bool isTerminal, TimeProvider time) : IPushObserver
{
    /// <summary>A layer of this size is worth a line of its own.</summary>
    private const long Large = 16 << 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly DiagnosticPrinter _printer = new(output);
    private readonly Dictionary<BlobArrival, (int Blobs, long Bytes)> _counts = [];
    private readonly long _started = time.GetTimestamp();
    private long _all;
    private long _there;
    private long _moved;
    private long _shown;
    private int _width;

    /// <inheritdoc/>
    public void Begins(int blobs, long bytes)
    {
        lock (_gate) _all = bytes;
    }

    /// <inheritdoc/>
    public void Moved(long bytes)
    {
        lock (_gate)
        {
            _moved += bytes;
            if (!isTerminal || time.GetElapsedTime(_shown) < BetweenLooks) return;

            _shown = time.GetTimestamp();
            var done = Math.Min(_all, _there + _moved);
            var speed = (long)(_moved / Math.Max(0.001, time.GetElapsedTime(_started).TotalSeconds));
            Show($"  {(_all == 0 ? 100 : done * 100 / _all),3} %  {Printable.Size(done)} of {Printable.Size(_all)}  {Printable.Size(speed)}/s");
        }
    }

    /// <inheritdoc/>
    public void Arrived(OciBlob blob, string repository, BlobArrival arrival)
    {
        lock (_gate)
        {
            var (blobs, bytes) = _counts.GetValueOrDefault(arrival);
            _counts[arrival] = (blobs + 1, bytes + blob.Length);
            if (arrival != BlobArrival.Pushed) _there += blob.Length;
            if (blob.Length >= Large) Write($"[dim]{Markup.Escape(repository)}: {blob.Digest.Hex[..12]}, {Printable.Size(blob.Length)}, {Word(arrival)}[/]");
        }
    }

    /// <inheritdoc/>
    public void Arrived(OciImage image, string reference)
    {
        lock (_gate)
        {
            var platforms = string.Join(", ", image.Platforms);
            Write($"{Markup.Escape(reference)}  [dim]{Markup.Escape(Printable.Text(platforms))}[/]");
        }
    }

    /// <summary>Sums up what was done.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            var parts = _counts.OrderBy(count => count.Key).Select(count => $"{count.Value.Blobs} {Word(count.Key)} ({Printable.Size(count.Value.Bytes)})");
            if (_counts.Count > 0) Write($"[dim]layers and configurations: {string.Join(", ", parts)}[/]");
        }
    }

    private static string Word(BlobArrival arrival) => arrival switch
    {
        BlobArrival.Present => "there already",
        BlobArrival.Mounted => "taken over",
        _ => "sent",
    };

    private void Write(string markup)
    {
        if (_width > 0) output.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
        _printer.Write(markup);
    }

    private void Show(string line)
    {
        output.Write($"\r{line.PadRight(_width)}");
        _width = Math.Max(_width, line.Length);
    }
}
