using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>
/// The keys a controller has to look at: noted as often as anyone likes, handled one at a time, looked at again when handling them failed
/// or when their time has come.
/// </summary>
/// <typeparam name="TKey">What is looked at.</typeparam>
/// <param name="name">What the log calls the loop.</param>
/// <param name="handle">Looks at one key; returns when to look again without being told to, null for never.</param>
/// <param name="clock">The time that <see cref="AddAfter(TKey, TimeSpan)"/> and the handler's answer are measured in; retries of failures run on the wall clock.</param>
/// <param name="log">Told of failures.</param>
public sealed class WorkLoop<TKey>(
    string name, Func<TKey, CancellationToken, Task<TimeSpan?>> handle, TimeProvider clock, ILogger log)
    where TKey : notnull
{
    private readonly Channel<TKey> _due = Channel.CreateUnbounded<TKey>(new() { SingleReader = true });
    private readonly HashSet<TKey> _waiting = [];
    private readonly Dictionary<TKey, ITimer> _timers = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Lock _gate = new();

    /// <summary>Notes a key.</summary>
    /// <param name="key">What to look at soon.</param>
    public void Add(TKey key)
    {
        lock (_gate)
        {
            if (_waiting.Add(key))
            {
                _due.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Notes a key for later; a later call for the same key replaces the earlier one.</summary>
    /// <param name="key">What to look at.</param>
    /// <param name="delay">When.</param>
    public void AddAfter(TKey key, TimeSpan delay) => AddAfter(key, delay, clock);

    /// <summary>Handles keys until cancelled.</summary>
    /// <param name="cancellation">Ends the loop.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var key in _due.Reader.ReadAllAsync(cancellation))
            {
                lock (_gate)
                {
                    _waiting.Remove(key);
                    Unset(key);
                }

                await LookAtAsync(key, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how a loop ends.
        }
        finally
        {
            lock (_gate)
            {
                _timers.Keys.ToList().ForEach(Unset);
            }
        }
    }

    private async Task LookAtAsync(TKey key, CancellationToken cancellation)
    {
        try
        {
            var again = await handle(key, cancellation);
            _failures.Remove(key);
            if (again is { } delay)
            {
                AddAfter(key, delay, clock);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            if (fault is not ApiRefusalException { IsConflict: true })
            {
                log.LogWarning("{Loop}: {Key} failed for the {Failures}. time: {Fault}", name, key, failures, fault.Message);
            }

            AddAfter(key, TimeSpan.FromMilliseconds(Math.Min(5000, 10 << Math.Min(failures, 9))), TimeProvider.System);
        }
    }

    private void AddAfter(TKey key, TimeSpan delay, TimeProvider time)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_gate)
        {
            Unset(key);
            _timers[key] = time.CreateTimer(_ => Add(key), null, delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void Unset(TKey key)
    {
        if (_timers.Remove(key, out var timer))
        {
            timer.Dispose();
        }
    }
}
