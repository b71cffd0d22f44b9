using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Events;
using StartOperator.Runtime.Leadership;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Runtime.Controllers;

/// <summary>
/// Runs an operator: fills the caches, then lets the controllers work. On shutdown it hands out no more keys, lets running reconciles end for
/// a while, cancels them, and stops watching last.
/// </summary>
internal sealed partial class OperatorHost(
    IServiceProvider services, OperatorBuilder builder, OperatorOptions options, ObjectCaches caches, OperatorHealth health,
    EventRecorder events, OperatorMetrics metrics, TimeProvider time, ILoggerFactory loggers) : IHostedService, IDisposable
{
    private readonly LeaderElection? _election = services.GetService<LeaderElection>();
    private readonly ILogger _logger = loggers.CreateLogger<OperatorHost>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cancelReconciles = new();
    private readonly CancellationTokenSource _stopWatching = new();
    private List<ReconcileLoop> _loops = [];
    private readonly CancellationTokenSource _stopKeeping = new();
    private Task _keeping = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private Task _working = Task.CompletedTask;

    /// <summary>Checks the registration and starts; returns before the caches are filled.</summary>
    /// <exception cref="InvalidOperationException">The operator can't run as registered; the message names every fault.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        builder.Validate(options);
        var client = services.GetRequiredService<ApiClient>();
        var reflectors = builder.Caches
            .SelectMany(c => c.Create(caches, client, [.. options.Namespaces], options.Reflector, time, metrics, loggers))
            .ToList();
        _loops = [.. builder.Controllers.Select(c => c.Create(services, options, time))];
        OperatorGauges.Register(metrics, _loops, caches, health, _election);
        _watching = Task.WhenAll(reflectors.Append(events.RunAsync).Select(run => GuardAsync(run(_stopWatching.Token))));
        _working = GuardAsync(WorkAsync());
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        health.Stopping();
        await _stopping.CancelAsync();
        _loops.ForEach(loop => loop.Queue.Close());
        try
        {
            await _working.WaitAsync(options.ShutdownTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogCancelling(options.ShutdownTimeout.TotalSeconds);
            await _cancelReconciles.CancelAsync();
            await EndAsync(_working);
        }

        await ReleaseAsync();
        await _stopWatching.CancelAsync();
        await EndAsync(_watching);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _loops.ForEach(loop => loop.Queue.Dispose());
        _stopping.Dispose();
        _cancelReconciles.Dispose();
        _stopWatching.Dispose();
        _stopKeeping.Dispose();
    }

    /// <summary>Waits for what was cancelled, but not for ever: a reconcile that ignores its cancellation must not keep the process.</summary>
    private async Task EndAsync(Task cancelled)
    {
        try
        {
            await cancelled.WaitAsync(TimeSpan.FromSeconds(5), time);
        }
        catch (TimeoutException)
        {
            LogAbandoned();
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            foreach (var cache in caches.All)
            {
                await cache.WaitForSyncAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }

        health.AllCachesSynced = true;
        if (_election is not null && !await LeadAsync(_election))
        {
            return;
        }

        LogWorking(_loops.Count, caches.All.Count);
        using var memory = new IdleMemory(_loops, time);
        await Task.WhenAll(_loops.Select(loop => GuardAsync(loop.RunAsync(_cancelReconciles.Token))));
    }

    /// <summary>Waits, with full caches, until this replica leads; false when the process ends before.</summary>
    private async Task<bool> LeadAsync(LeaderElection election)
    {
        try
        {
            await election.AcquireAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false;
        }

        _keeping = GuardAsync(KeepAsync(election));
        return true;
    }

    /// <summary>A leader that has lost its Lease ends: what it knows and has begun is not to be trusted any more, and a new process starts clean.</summary>
    private async Task KeepAsync(LeaderElection election)
    {
        try
        {
            await election.KeepAsync(_stopKeeping.Token);
        }
        catch (OperationCanceledException) when (_stopKeeping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // Whatever ended it, nobody renews the Lease any more.
            LogFault(e);
        }

        health.Fault = "this replica no longer leads";
        _loops.ForEach(loop => loop.Queue.Close());
        await _cancelReconciles.CancelAsync();
        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    /// <summary>Gives the Lease back, once nothing is written any more; events that are still to be written are dropped.</summary>
    private async Task ReleaseAsync()
    {
        await _stopKeeping.CancelAsync();
        await EndAsync(_keeping);
        if (_election is not null && _working.IsCompleted)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await GuardAsync(_election.ReleaseAsync(limit.Token));
        }
    }

    /// <summary>What ends here by itself has a fault of its own: the process says so to its probes instead of living on as a shell.</summary>
    private async Task GuardAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e)
        {
            health.Fault = e.Message;
            LogFault(e);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Controllers} controllers work; {Caches} caches are synced")]
    private partial void LogWorking(int controllers, int caches);

    [LoggerMessage(LogLevel.Warning, "Reconciles still run after {Seconds} s; cancelling them")]
    private partial void LogCancelling(double seconds);

    [LoggerMessage(LogLevel.Error, "Work that was cancelled does not end; leaving it")]
    private partial void LogAbandoned();

    [LoggerMessage(LogLevel.Critical, "The operator has ended by a fault of its own")]
    private partial void LogFault(Exception error);
}
