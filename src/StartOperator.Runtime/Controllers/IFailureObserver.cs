namespace StartOperator.Runtime.Controllers;

/// <summary>Reconciles of a key that keep failing.</summary>
/// <param name="Message">What went wrong the last time.</param>
/// <param name="InARow">How often in a row.</param>
/// <param name="NextTry">How long until it is tried again.</param>
public readonly record struct ReconcileFailure(string Message, int InARow, TimeSpan NextTry);

/// <summary>A reconciler that wants to know when a reconcile of its own has failed, to tell users.</summary>
public interface IFailureObserver
{
    /// <summary>
    /// Called after each failure that the back-off spaces, before the key is tried again; not after one whose reconciler has set the time of the next
    /// try itself. What it throws is ignored.
    /// </summary>
    Task FailedAsync(NamespacedName key, ReconcileFailure failure, CancellationToken cancellationToken);
}

/// <summary>An entity's controller that tells users, in a condition say, when reconciles of the entity keep failing.</summary>
/// <typeparam name="TEntity">The kind of entity.</typeparam>
public interface IEntityFailureObserver<TEntity>
{
    /// <summary>
    /// Called after each failure that the back-off spaces, before the entity is tried again; not after one whose controller has set the time of the
    /// next try itself. What it throws is ignored.
    /// </summary>
    /// <param name="entity">The entity as the cache has it.</param>
    /// <param name="failure">What happened.</param>
    /// <param name="cancellationToken">Cancelled when the process must end.</param>
    Task FailedAsync(TEntity entity, ReconcileFailure failure, CancellationToken cancellationToken);
}
