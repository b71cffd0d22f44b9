namespace StartOperator.Bench.Load;

/// <summary>Watches collections and throws away what comes: what it costs a server that somebody looks on.</summary>
public sealed class WatchedAll : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _reading = [];

    /// <summary>Begins to watch.</summary>
    /// <param name="client">The API server; the watches take connections of its.</param>
    /// <param name="paths">The collections.</param>
    /// <param name="cancellation">Ends the wait for the watches.</param>
    public static async Task<WatchedAll> BeginAsync(BareClient client, IEnumerable<string> paths, CancellationToken cancellation)
    {
        var all = new WatchedAll();
        foreach (var path in paths)
        {
            all._reading.Add(all.ReadAsync(await client.OpenAsync($"{path}?watch=1", cancellation)));
        }

        return all;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reading);
        _stop.Dispose();
    }

    private async Task ReadAsync(StreamReader events)
    {
        using (events)
        {
            var buffer = new char[64 * 1024];
            try
            {
                while (await events.ReadAsync(buffer, _stop.Token) > 0)
                {
                    // Nobody wants it.
                }
            }
            catch (OperationCanceledException)
            {
                // Enough seen.
            }
        }
    }
}
