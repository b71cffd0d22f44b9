using k8s.Models;
using StartOperator.Package.Model;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Services;

/// <summary>Tells in a service's status what a reconcile has found out. Nothing new is no request.</summary>
/// <param name="applier">Writes.</param>
/// <param name="neighbourhood">What there is.</param>
/// <param name="time">The clock.</param>
public sealed class ServiceStatusWriter(Applier applier, Neighbourhood neighbourhood, TimeProvider time)
{
    /// <summary>Writes the status, if it differs from what it was.</summary>
    public async Task WriteAsync(StartService service, ServiceReport report, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var pod = neighbourhood.Pod(service.Metadata.NamespaceProperty, service.Metadata.Name);
        report.Situation = Probation.Lasting(report.Situation, service.Status ?? new StartServiceStatus(), pod);
        var status = Status(service, report, now);
        if (Readiness.ChangesAt(report.Refusal ?? report.Situation, now) is { } change)
        {
            report.LookAgain(change - now);
        }

        var updated = new StartService { Metadata = service.Metadata, Spec = service.Spec, Status = status };
        await applier.PatchStatusAsync(StartServiceKind.Kind, service, updated, cancellationToken);
    }

    /// <summary>Tells that the operator's own work on the service keeps failing; the rest of the status stays.</summary>
    public async Task WriteFailureAsync(StartService service, string message, CancellationToken cancellationToken)
    {
        var before = service.Status ?? new StartServiceStatus();
        var conditions = Conditions.From(Readiness.JudgeFailure(message, before.Conditions), before.Conditions, service.Metadata.Generation, time.GetUtcNow());
        var updated = new StartService { Metadata = service.Metadata, Spec = service.Spec, Status = before with { Conditions = conditions } };
        await applier.PatchStatusAsync(StartServiceKind.Kind, service, updated, cancellationToken);
    }

    /// <summary>What the status should be.</summary>
    public StartServiceStatus Status(StartService service, ServiceReport report, DateTimeOffset now)
    {
        var before = service.Status ?? new StartServiceStatus();
        var pod = neighbourhood.Pod(service.Metadata.NamespaceProperty, service.Metadata.Name);
        var installed = report.Installed ?? before.Installed;
        IEnumerable<Verdict> verdicts = [.. Readiness.Judge(report.Refusal ?? report.Situation, now), Health(service.Spec.Manifest.Value), .. report.Verdicts];
        return new StartServiceStatus
        {
            ObservedGeneration = service.Metadata.Generation,
            Conditions = Conditions.From(verdicts, before.Conditions, service.Metadata.Generation, now),
            Main = report.Main ?? before.Main,
            Installed = installed,
            PreviousVersion = installed is not null && before.Installed is { } earlier && earlier.Version != installed.Version ? earlier.Version : before.PreviousVersion,
            Volumes = report.Volumes ?? before.Volumes,
            Hostname = Hostname(service, pod),
            Pod = pod?.Metadata.Name,
            Node = pod?.Spec?.NodeName,
        };
    }

    /// <summary>The name that main's pod has, or had last; a name that is no longer wanted is free when the pod has ended.</summary>
    private static string? Hostname(StartService service, V1Pod? pod) =>
        pod is not null && Owners.IsControlledBy(pod, service) ? HostnameRefusals.HostnameOf(pod)
            : service.Status?.Hostname is { } last && last == HostnameRefusals.HostnameOf(service) ? last
            : null;

    private static Verdict Health(Manifest? manifest) => new(
        ConditionTypes.Healthy,
        ConditionStatus.Unknown,
        Reasons.NotChecked,
        manifest?.HealthChecks.Count > 0 ? "this release of StartOperator does not run health checks" : "the package has no health checks");
}
