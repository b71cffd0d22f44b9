using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Controllers;

/// <summary>The workers of one controller: each takes a key, reconciles it, and decides from the outcome when the key comes again.</summary>
internal sealed partial class ReconcileLoop(string name, IReconciler reconciler, WorkQueue<NamespacedName> queue, int concurrency, ILogger logger)
{
    public string Name => name;

    public WorkQueue<NamespacedName> Queue => queue;

    /// <summary>Works until the queue is closed; <paramref name="cancellationToken"/> cancels what is running then.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => WorkAsync(cancellationToken)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while ((await queue.TakeAsync(CancellationToken.None)).TryGet(out var key))
        {
            var outcome = await ReconcileAsync(key, cancellationToken);
            Settle(key, outcome);
            queue.Done(key);
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

    private void Settle(NamespacedName key, ReconcileOutcome outcome)
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

    [LoggerMessage(LogLevel.Debug, "{Controller} {Key}: something else changed it at the same time; again in {Delay:0.0} s")]
    private partial void LogConflict(string controller, NamespacedName key, double delay);

    [LoggerMessage(LogLevel.Warning, "{Controller} {Key}: {Message}; again in {Delay:0.0} s")]
    private partial void LogRefused(string controller, NamespacedName key, string message, double delay);

    [LoggerMessage(LogLevel.Error, "{Controller} {Key}: {Message}; again in {Delay:0.0} s")]
    private partial void LogFailed(string controller, NamespacedName key, string message, double delay, Exception? error);
}
