using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>
/// The keys a controller has to look at: noted as often as anyone likes, handled one at a time, looked at again when handling them failed
/// or when their time has come.
/// </summary>
/// <typeparam name="TKey">What is looked at.</typeparam>
/// <param name="name">What the log calls the loop.</param>
/// <param name="handle">Looks at one key; returns when to look again without being told to, null for never.</param>
/// <param name="clock">
/// The time that <see cref="AddAfter(TKey, TimeSpan)"/> and the handler's answer are measured in; retries of failures run on the wall clock.
/// </param>
/// <param name="log">Warned of failures: at once of those that are the handler's fault, after a while of those that may pass.</param>
public sealed class WorkLoop<TKey>(
    string name, Func<TKey, CancellationToken, Task<TimeSpan?>> handle, TimeProvider clock, ILogger log)
    where TKey : notnull
{
    /// <summary>So many failures of a key in a row, which take five seconds, are no longer a matter of a late watch or a busy server.</summary>
    private const int Lasting = 9;

    private readonly Channel<TKey> _due = Channel.CreateUnbounded<TKey>(new() { SingleReader = true });
    private readonly HashSet<TKey> _waiting = [];
    private readonly Dictionary<TKey, ITimer> _timers = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly List<Task> _synced = [];
    private readonly List<Func<IDisposable>> _watches = [];
    private readonly Lock _gate = new();

    /// <summary>Has every change of a kind noted, and at the start every object that is there; nothing is handled before the kind is known.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="kind">Its watch.</param>
    /// <param name="keys">What to look at because of an object.</param>
    public WorkLoop<TKey> On<T>(WatchedKind<T> kind, Func<T, IEnumerable<TKey>> keys)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        _synced.Add(kind.Synced);
        _watches.Add(() =>
        {
            var subscription = kind.Subscribe(change =>
            {
                Note(change.Before);
                Note(change.After);
            });
            kind.All.ToList().ForEach(Note);
            return subscription;
        });
        return this;

        void Note(T? item)
        {
            foreach (var key in item is null ? [] : keys(item))
            {
                Add(key);
            }
        }
    }

    /// <summary>Nothing is handled before a kind is known, though its changes call for nothing.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="kind">Its watch.</param>
    public WorkLoop<TKey> After<T>(WatchedKind<T> kind)
        where T : class, IKubernetesObject<V1ObjectMeta> => On(kind, _ => []);

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
        var subscriptions = _watches.Select(watch => watch()).ToList();
        try
        {
            await Task.WhenAll(_synced).WaitAsync(cancellation);
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
            subscriptions.ForEach(subscription => subscription.Dispose());
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
            var level = MayPass(fault) && failures < Lasting ? LogLevel.Debug : LogLevel.Warning;
            log.Log(level, "{Loop}: {Key} failed for the {Failures}. time: {Fault}", name, key, failures, fault.Message);

            AddAfter(key, TimeSpan.FromMilliseconds(Math.Min(5000, 10 << Math.Min(failures, 9))), TimeProvider.System);
        }
    }

    private static bool MayPass(Exception fault) =>
        fault is ApiRefusalException { MayPass: true } or HttpRequestException or IOException or OperationCanceledException;

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
