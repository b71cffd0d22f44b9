namespace StartOperator.Runtime.Controllers;

/// <summary>
/// Brings the world in line for a key that need not be one entity: what is shared by everything in a namespace, say. Never called twice at a
/// time for one key; a call must not rely on having seen every change.
/// </summary>
public interface IReconciler
{
    /// <summary>Compares what should be with what is, and does what is missing. An exception is a failure.</summary>
    Task<ReconcileOutcome> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken);
}

/// <summary>How a reconcile ended.</summary>
/// <param name="ErrorMessage">What went wrong; null on success.</param>
/// <param name="Error">What was thrown, if anything was.</param>
/// <param name="RequeueAfter">When to reconcile again though nothing changes; null for never on success, and for a growing wait on failure.</param>
public readonly record struct ReconcileOutcome(string? ErrorMessage, Exception? Error, TimeSpan? RequeueAfter)
{
    /// <summary>All is as it should be.</summary>
    public static ReconcileOutcome Done => default;

    /// <summary>Whether all is as it should be.</summary>
    public bool IsSuccess => ErrorMessage is null;

    /// <summary>All is as it should be for now; look again after a while.</summary>
    public static ReconcileOutcome LookAgainAfter(TimeSpan delay) => new(null, null, delay);

    /// <summary>Something went wrong; it is tried again, for ever.</summary>
    public static ReconcileOutcome Failed(string message, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(message, error, requeueAfter);
}
