using System.Text.Json;

namespace StartOperator.Bench.Load;

/// <summary>Looks on through a watch of its own, and tells when a number of objects are as wanted.</summary>
public sealed class Watched : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _found = [];
    private readonly Func<JsonElement, bool> _wanted;
    private readonly int _count;
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private Watched(StreamReader lines, Func<JsonElement, bool> wanted, int count)
    {
        (_wanted, _count) = (wanted, count);
        _reading = ReadAsync(lines);
    }

    /// <summary>Begins to watch; only what changes from now on counts.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="path">The collection.</param>
    /// <param name="wanted">Whether an object is as wanted.</param>
    /// <param name="count">How many objects.</param>
    /// <param name="cancellation">Ends the wait for the watch.</param>
    public static async Task<Watched> BeginAsync(BareClient client, string path, Func<JsonElement, bool> wanted, int count, CancellationToken cancellation)
    {
        // The limit makes the version that of this moment, and the answer small.
        using var list = await client.OpenAsync($"{path}?limit=1", cancellation);
        using var page = JsonDocument.Parse(await list.ReadToEndAsync(cancellation));
        var version = page.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        return new Watched(await client.OpenAsync($"{path}?watch=1&resourceVersion={version}", cancellation), wanted, count);
    }

    /// <summary>Waits until all of them are.</summary>
    /// <exception cref="TimeoutException">They are not in time.</exception>
    public async Task AllAsync(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await _all.Task.WaitAsync(limit, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{_found.Count} of {_count} objects are as wanted after {limit}", e);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync(StreamReader lines)
    {
        using (lines)
        {
            try
            {
                while (await lines.ReadLineAsync(_stop.Token) is { } line)
                {
                    Look(line);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                _all.TrySetException(new InvalidOperationException("the watch has ended", e));
            }
        }
    }

    private void Look(string line)
    {
        using var change = JsonDocument.Parse(line);
        var subject = change.RootElement.GetProperty("object");
        if (_wanted(subject) && _found.Add(subject.GetProperty("metadata").GetProperty("name").GetString()!) && _found.Count == _count)
        {
            _all.TrySetResult();
        }
    }
}
