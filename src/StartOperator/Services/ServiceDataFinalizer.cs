using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Claims;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Events;

namespace StartOperator.Services;

/// <summary>
/// Deletes the data volumes of a service whose deletion policy says so (contract: lifecycle.md §6): after main has ended, and but for claims
/// that another service points to and claims that were adopted. Under Retain there is no finalizer, and nothing to do.
/// </summary>
/// <param name="client">Deletes.</param>
/// <param name="neighbourhood">What there is.</param>
/// <param name="events">Tells the user.</param>
/// <param name="status">Tells the user what deletion waits for.</param>
[EntityRbac(typeof(V1Pod), typeof(V1PersistentVolumeClaim), Verbs = RbacVerb.Delete)]
public sealed class ServiceDataFinalizer(ApiClient client, Neighbourhood neighbourhood, EventRecorder events, ServiceStatusWriter status) : IEntityFinalizer<StartService>
{
    /// <summary>The finalizer's name.</summary>
    public const string Name = StartService.GroupName + "/delete-data";

    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public bool WantsFinalizer(StartService entity) => entity.Spec.DeletionPolicy == DeletionPolicy.Delete;

    /// <inheritdoc />
    public async Task<ReconciliationResult<StartService>> FinalizeAsync(StartService entity, CancellationToken cancellationToken)
    {
        if (entity.Spec.DeletionPolicy != DeletionPolicy.Delete)
        {
            return ReconciliationResult<StartService>.Success(entity);
        }

        if (entity.Spec.Suspend)
        {
            return await WaitAsync(entity, new Situation.Suspended(), cancellationToken);
        }

        var (space, name) = (entity.Metadata.NamespaceProperty, entity.Metadata.Name);
        if (neighbourhood.Pod(space, name) is { } pod && Owners.IsControlledBy(pod, entity))
        {
            if (pod.Metadata.DeletionTimestamp is null)
            {
                await client.DeleteAsync(Kinds.Pod, NamespacedName.Of(pod), new DeleteConditions { Uid = pod.Metadata.Uid }, cancellationToken);
            }

            return await WaitAsync(entity, new Situation.Progressing(Reasons.Deleting, "main is being stopped before its data is deleted"), cancellationToken);
        }

        foreach (var claim in neighbourhood.ClaimsOf(space, name).Where(c => c.Metadata.DeletionTimestamp is null).ToList())
        {
            var (package, volume) = (claim.GetLabel(ServiceLabels.Package) ?? "", claim.GetLabel(ServiceLabels.Volume) ?? "");
            var users = neighbourhood.PointingTo(space, package, volume, name).Select(s => s.Metadata.Name).ToList();
            var spared = users.Count > 0 ? $"{string.Join(", ", users)} point{(users.Count > 1 ? "" : "s")} to it"
                : ClaimIdentity.IsAdopted(claim, entity.Metadata.Uid) ? "it is older than this StartService"
                : null;
            if (spared is not null)
            {
                events.Publish(StartServiceKind.Kind, entity, EventType.Normal, "ClaimKept", "Delete", $"kept claim {claim.Metadata.Name}: {spared}");
                continue;
            }

            await client.DeleteAsync(Kinds.PersistentVolumeClaim, NamespacedName.Of(claim), new DeleteConditions { Uid = claim.Metadata.Uid }, cancellationToken);
            events.Publish(StartServiceKind.Kind, entity, EventType.Normal, "ClaimDeleted", "Delete", $"deleted claim {claim.Metadata.Name}, as spec.deletionPolicy asks");
        }

        return ReconciliationResult<StartService>.Success(entity);
    }

    private async Task<ReconciliationResult<StartService>> WaitAsync(StartService service, Situation situation, CancellationToken cancellationToken)
    {
        await status.WriteAsync(service, new ServiceReport { Situation = situation, Main = MainStatus.Stopping }, cancellationToken);
        return ReconciliationResult<StartService>.Success(service, Recheck);
    }
}
