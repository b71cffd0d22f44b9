using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Metrics;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Controllers;

/// <summary>The workers of one controller: each takes a key, reconciles it, and decides from the outcome when the key comes again.</summary>
internal sealed partial class ReconcileLoop(
    string name, IReconciler reconciler, WorkQueue<NamespacedName> queue, int concurrency, TimeProvider time, OperatorMetrics metrics, ILogger logger)
{
    private readonly ConcurrentDictionary<NamespacedName, long> _running = new();

    public string Name => name;

    /// <summary>Called each time when nothing waits and nothing runs any more; it must be quick.</summary>
    public Action? WentIdle { get; set; }

    /// <summary>For how long the reconcile that has run longest has been running; nothing when none runs.</summary>
    public TimeSpan LongestRunning => _running.Values.Select(begun => time.GetElapsedTime(begun)).DefaultIfEmpty().Max();

    public WorkQueue<NamespacedName> Queue => queue;

    /// <summary>Works until the queue is closed; <paramref name="cancellationToken"/> cancels what is running then.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        LookWhetherIdle();
        return Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => WorkAsync(cancellationToken)));
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (await queue.TakeAsync(CancellationToken.None) is var taken && taken.TryGet(out var key))
        {
            metrics.Waited(name, taken.Waited);
            var begun = _running[key] = time.GetTimestamp();
            var outcome = await ReconcileAsync(key, cancellationToken);
            _running.TryRemove(key, out _);
            metrics.Reconciled(name, outcome.IsSuccess ? outcome.RequeueAfter is null ? "success" : "again" : "error", time.GetElapsedTime(begun));
            await SettleAsync(key, outcome, cancellationToken);
            queue.Done(key);
            LookWhetherIdle();
        }
    }

    private void LookWhetherIdle()
    {
        if (queue is { Count: 0, Processing: 0 })
        {
            WentIdle?.Invoke();
        }
    }

    private async ValueTask<ReconcileOutcome> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            return await reconciler.ReconcileAsync(key, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cut short by the end of the process; the next one begins with every key.
            return ReconcileOutcome.Done;
        }
        catch (Exception e)
        {
            return ReconcileOutcome.Failed(e.Message, e);
        }
    }

    private async ValueTask SettleAsync(NamespacedName key, ReconcileOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.IsSuccess)
        {
            queue.Forget(key);
            if (outcome.RequeueAfter is { } delay)
            {
                queue.AddAfter(key, delay);
            }

            return;
        }

        if (outcome.RequeueAfter is { } asked)
        {
            queue.AddAfter(key, asked, WorkPriority.Change);
            LogFailed(name, key, outcome.ErrorMessage!, asked.TotalSeconds, outcome.Error);
            return;
        }

        var failure = outcome.Error as ApiException;
        var wait = queue.AddAfterFailure(key, failure?.RetryAfter ?? TimeSpan.Zero);
        await TellAsync(key, outcome.ErrorMessage!, wait, cancellationToken);
        switch (failure)
        {
            case { IsConflict: true }:
                LogConflict(name, key, wait.TotalSeconds);
                break;
            case not null:
                LogRefused(name, key, outcome.ErrorMessage!, wait.TotalSeconds);
                break;
            default:
                LogFailed(name, key, outcome.ErrorMessage!, wait.TotalSeconds, outcome.Error);
                break;
        }
    }

    /// <summary>Lets the reconciler tell users of a failure. That this fails, too, is no news: the same trouble may be the cause.</summary>
    private async ValueTask TellAsync(NamespacedName key, string message, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (reconciler is not IFailureObserver observer)
        {
            return;
        }

        try
        {
            await observer.FailedAsync(key, new ReconcileFailure(message, queue.Failures(key), wait), cancellationToken);
        }
        catch (Exception e)
        {
            LogNotTold(name, key, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Controller} {Key}: the failure could not be told: {Message}")]
    private partial void LogNotTold(string controller, NamespacedName key, string message);

    [LoggerMessage(LogLevel.Debug, "{Controller} {Key}: something else changed it at the same time; again in {Delay:0.0} s")]
    private partial void LogConflict(string controller, NamespacedName key, double delay);

    [LoggerMessage(LogLevel.Warning, "{Controller} {Key}: {Message}; again in {Delay:0.0} s")]
    private partial void LogRefused(string controller, NamespacedName key, string message, double delay);

    [LoggerMessage(LogLevel.Error, "{Controller} {Key}: {Message}; again in {Delay:0.0} s")]
    private partial void LogFailed(string controller, NamespacedName key, string message, double delay, Exception? error);
}
