using k8s;
using k8s.Models;

namespace StartOperator.Runtime.Controllers;

/// <summary>
/// Brings the world in line with an entity. Called whenever the entity or something it depends on may have changed, never twice at a time for
/// one entity; a call must not rely on having seen every change.
/// </summary>
/// <typeparam name="TEntity">The kind of entity.</typeparam>
public interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Compares what the entity asks for with what there is, and does what is missing.</summary>
    /// <param name="entity">The entity as the cache has it: treat it as immutable.</param>
    /// <param name="cancellationToken">Cancelled when the process must end.</param>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>
    /// The entity is gone. Not called for entities deleted while the operator was not running, or waited for its turn: what must happen on deletion belongs into a
    /// finalizer or to the garbage collector.
    /// </summary>
    /// <param name="entity">The last state known of it.</param>
    /// <param name="cancellationToken">Cancelled when the process must end.</param>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}

/// <summary>Does what must be done before an entity may go away.</summary>
/// <typeparam name="TEntity">The kind of entity.</typeparam>
public interface IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>
    /// Whether this entity needs the finalizer. It is attached when an entity that is not being deleted begins to need it, and detached when it
    /// no longer does.
    /// </summary>
    bool WantsFinalizer(TEntity entity);

    /// <summary>
    /// Called while the entity is being deleted, until it succeeds without asking to be called again; then the finalizer is detached. Success
    /// with <c>requeueAfter</c> means: not yet, and nothing is wrong.
    /// </summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
