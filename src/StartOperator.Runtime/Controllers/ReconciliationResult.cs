using k8s;
using k8s.Models;

namespace StartOperator.Runtime.Controllers;

/// <summary>How a reconcile of an entity ended.</summary>
/// <typeparam name="TEntity">The kind of entity.</typeparam>
public sealed record ReconciliationResult<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity, string? errorMessage, Exception? error, TimeSpan? requeueAfter)
    {
        Entity = entity;
        ErrorMessage = errorMessage;
        Error = error;
        RequeueAfter = requeueAfter;
    }

    /// <summary>The entity.</summary>
    public TEntity Entity { get; }

    /// <summary>Whether all is as it should be.</summary>
    public bool IsSuccess => ErrorMessage is null;

    /// <summary>What went wrong; null on success.</summary>
    public string? ErrorMessage { get; }

    /// <summary>What was thrown, if anything was.</summary>
    public Exception? Error { get; }

    /// <summary>When to reconcile again though nothing changes; null for never on success, and for a growing wait on failure.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    /// <summary>All is as it should be.</summary>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new(entity, null, null, requeueAfter);

    /// <summary>Something went wrong; it is tried again, for ever.</summary>
    public static ReconciliationResult<TEntity> Failure(
        TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity, errorMessage, error, requeueAfter);

    internal ReconcileOutcome Outcome => IsSuccess
        ? new ReconcileOutcome(null, null, RequeueAfter)
        : ReconcileOutcome.Failed(ErrorMessage!, Error, RequeueAfter);
}
