using StartOperator.Rendering;
using StartOperator.Rendering.Pods;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Events;

namespace StartOperator.Services;

/// <summary>Runs StartServices: reads as the list of steps, each of which is a type of its own.</summary>
/// <param name="planner">Decides what to run.</param>
/// <param name="children">The children without data.</param>
/// <param name="claims">The data volumes.</param>
/// <param name="certificates">The certificate volumes.</param>
/// <param name="revisions">The records of what is installed.</param>
/// <param name="main">Main's pod.</param>
/// <param name="status">The status.</param>
/// <param name="neighbourhood">What there is.</param>
/// <param name="neighbours">What there is to say of neighbours.</param>
/// <param name="events">Tells the user.</param>
[EntityRbac(typeof(StartService), Verbs = RbacVerb.List | RbacVerb.Watch | RbacVerb.Patch)]
[GenericRbac(Groups = [StartService.GroupName], Resources = [StartService.PluralName + "/status"], Verbs = RbacVerb.Patch)]
[GenericRbac(Groups = [StartService.GroupName], Resources = [StartService.PluralName + "/finalizers"], Verbs = RbacVerb.Update)]
public sealed class StartServiceController(
    ServicePlanner planner,
    ServiceChildren children,
    ServiceClaims claims,
    ServiceCertificates certificates,
    ServiceRevisions revisions,
    ServiceMain main,
    ServiceStatusWriter status,
    Neighbourhood neighbourhood,
    NeighbourVerdicts neighbours,
    EventRecorder events) : IEntityController<StartService>, IEntityFailureObserver<StartService>
{
    /// <summary>Single failures are everyday: two writers met, or the API server was restarted.</summary>
    private const int FailuresWorthTelling = 3;

    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public async Task<ReconciliationResult<StartService>> ReconcileAsync(StartService entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null)
        {
            return ReconciliationResult<StartService>.Success(entity);
        }

        var report = new ServiceReport();
        if (entity.Spec.Suspend)
        {
            report.Situation = new Situation.Suspended();
        }
        else
        {
            await RunAsync(entity, report, cancellationToken);
            LookAgainWhereNothingTells(report);
        }

        Tell(entity, report);
        await status.WriteAsync(entity, report, cancellationToken);
        return ReconciliationResult<StartService>.Success(entity, report.LookAgainAfter);
    }

    /// <inheritdoc />
    public Task<ReconciliationResult<StartService>> DeletedAsync(StartService entity, CancellationToken cancellationToken)
    {
        certificates.Forget(entity.Metadata.Uid);
        return Task.FromResult(ReconciliationResult<StartService>.Success(entity));
    }

    /// <inheritdoc />
    public Task FailedAsync(StartService entity, ReconcileFailure failure, CancellationToken cancellationToken)
    {
        if (failure.InARow < FailuresWorthTelling)
        {
            return Task.CompletedTask;
        }

        events.Publish(StartServiceKind.Kind, entity, EventType.Warning, Reasons.ReconcileError, "Reconcile", failure.Message);
        return status.WriteFailureAsync(entity, failure.Message, cancellationToken);
    }

    private async Task RunAsync(StartService service, ServiceReport report, CancellationToken cancellationToken)
    {
        var plan = await PrepareAsync(service, report, cancellationToken);
        report.Refusal = plan.Refusal;
        if (plan.Definition is not { } definition)
        {
            report.Situation = plan.Waiting ?? report.Situation;
            LookAtPod(service, report);
            return;
        }

        var (pointers, unresolved) = await claims.ResolvePointersAsync(service, definition, cancellationToken);
        var pod = neighbourhood.Pod(definition.Namespace, definition.Name);
        if ((plan.Waiting ?? unresolved) is { } waiting && pod is null)
        {
            report.Situation = waiting;
            report.Main = MainStatus.Stopped;
            return;
        }

        if (plan.Refusal is null && (pod is null || ServiceMain.Runs(pod, definition)))
        {
            await revisions.RecordAsync(service, definition, report, cancellationToken);
            await certificates.PruneAsync(service, definition, report.Installed?.Revision, cancellationToken);
            await revisions.PruneAsync(service, definition, report.Installed?.Revision, cancellationToken);
        }

        if (report.Refusal is null || plan.Refusal is not null)
        {
            await main.DriveAsync(service, definition, pointers, mayRestart: plan.Refusal is null, report, cancellationToken);
        }

        foreach (var verdict in (Verdict?[])[PointerVerdict.Of(definition, pointers, pod), DeviceVerdict(definition), .. neighbours.Of(definition)])
        {
            if (verdict is not null)
            {
                report.Add(verdict);
            }
        }
    }

    /// <summary>Other people's objects and quotas are not watched, so that what stands in the way may go unnoticed.</summary>
    private static void LookAgainWhereNothingTells(ServiceReport report)
    {
        if ((report.Refusal ?? report.Situation) is Situation.Refused { Reason: Reasons.NameTaken or Reasons.InvalidSpec or Reasons.AssetsMissing or Reasons.ImageVolumesOff })
        {
            report.LookAgain(Recheck);
        }
    }

    /// <summary>
    /// Decides what to run, and makes what main needs before it can start. What stands in the way of the spec leaves what is installed running.
    /// </summary>
    private async Task<ServicePlan> PrepareAsync(StartService service, ServiceReport report, CancellationToken cancellationToken)
    {
        var plan = planner.Plan(service);
        if (plan is not { Refusal: null, Definition: { } wanted })
        {
            return plan;
        }

        if (await main.MissingAssetsAsync(service, wanted, cancellationToken) is { } missing)
        {
            return planner.Keep(service, missing);
        }

        var obstacle = await children.EnsureAsync(service, wanted, cancellationToken)
            ?? await claims.EnsureAsync(service, wanted, report, cancellationToken)
            ?? await certificates.EnsureAsync(wanted, report, cancellationToken);
        if (obstacle is not null)
        {
            return new ServicePlan(null, obstacle as Situation.Refused, obstacle);
        }

        return await main.RefusalAsync(service, wanted, cancellationToken) is { } refusal ? planner.Keep(service, refusal) : plan;
    }

    /// <summary>When nothing is driven, what runs is still told.</summary>
    private void LookAtPod(StartService service, ServiceReport report)
    {
        var pod = neighbourhood.Pod(service.Metadata.NamespaceProperty, service.Metadata.Name);
        report.Main = pod is null || !Owners.IsControlledBy(pod, service) ? MainStatus.Stopped
            : pod.Metadata.DeletionTimestamp is not null ? MainStatus.Stopping
            : PodSituation.Of(pod) is Situation.Running ? MainStatus.Running
            : MainStatus.Starting;
    }

    private static Verdict? DeviceVerdict(ServiceDefinition definition) => !definition.Manifest.Main.GpuAcceleration
        ? null
        : ComputeResources.HasDevice(definition)
            ? new Verdict(ConditionTypes.DeviceAvailable, ConditionStatus.True, Reasons.DeviceAsked, "spec.resources names a device")
            : new Verdict(
                ConditionTypes.DeviceAvailable,
                ConditionStatus.False,
                Reasons.NoDeviceAsked,
                "the package can use graphics acceleration, and runs without: name an extended resource in spec.resources.limits, or a device claim in spec.resources.claims");

    /// <summary>Says once, as an event, what becomes a reason of not being ready that somebody should know of.</summary>
    private void Tell(StartService service, ServiceReport report)
    {
        var (reason, message) = (report.Refusal ?? report.Situation) switch
        {
            Situation.Refused r => (r.Reason, r.Message),
            Situation.Failing f => (f.Reason, f.Message),
            Situation.NeedsConfig n => (Reasons.NeedsConfig, n.Message),
            _ => (null, null),
        };
        var before = service.Status?.Conditions.FirstOrDefault(c => c.Type == ConditionTypes.Ready)?.Reason;
        if (reason is not null && reason != before)
        {
            events.Publish(StartServiceKind.Kind, service, EventType.Warning, reason, "Reconcile", message!);
        }
    }
}
