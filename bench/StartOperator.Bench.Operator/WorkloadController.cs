using k8s;
using k8s.Models;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Bench.Operator;

/// <summary>What an operator written by anybody would do for a <see cref="Workload"/>: make six children as desired, then say so.</summary>
/// <param name="applier">Writes.</param>
/// <param name="progress">Counts.</param>
public sealed class WorkloadController(Applier applier, Progress progress) : IEntityController<Workload>
{
    /// <inheritdoc />
    public async Task<ReconciliationResult<Workload>> ReconcileAsync(Workload entity, CancellationToken cancellationToken)
    {
        await EnsureAsync(Kinds.PersistentVolumeClaim, Children.Claim(entity), cancellationToken);
        await EnsureAsync(Kinds.Service, Children.Service(entity), cancellationToken);
        await EnsureAsync(Kinds.Service, Children.Headless(entity), cancellationToken);
        await EnsureAsync(Kinds.ServiceAccount, Children.Account(entity), cancellationToken);
        await EnsureAsync(Kinds.ConfigMap, Children.Config(entity), cancellationToken);
        await EnsureAsync(BenchKinds.StatefulSet, Children.Set(entity), cancellationToken);
        var updated = entity with { Status = new() { ObservedGeneration = entity.Metadata.Generation ?? 0 } };
        await applier.PatchStatusAsync(BenchKinds.Workload, entity, updated, cancellationToken);
        progress.Reconciled();
        return ReconciliationResult<Workload>.Success(entity);
    }

    /// <inheritdoc />
    public Task<ReconciliationResult<Workload>> DeletedAsync(Workload entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<Workload>.Success(entity));

    private async Task EnsureAsync<T>(ResourceKind<T> kind, T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var result = await applier.EnsureAsync(kind, desired, cancellationToken: cancellationToken);
        if (!result.IsAsDesired)
        {
            throw new InvalidOperationException($"{kind} {desired.Metadata.Name}: {result.Outcome} {result.Refusal?.Detail}");
        }
    }
}
