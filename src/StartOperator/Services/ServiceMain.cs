using System.Text.Json;
using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Pods;
using StartOperator.Rendering.Revisions;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Events;

namespace StartOperator.Services;

/// <summary>
/// Main's pod: created when main should run and there is none, deleted when main should stop, be restarted or has ended for good. A new one is
/// only made when the old one is gone, so that two never share a data volume.
/// </summary>
/// <param name="client">Writes.</param>
/// <param name="neighbourhood">What there is.</param>
/// <param name="claims">The claims that main uses.</param>
/// <param name="names">The names under <c>.embassy</c>.</param>
/// <param name="imageVolumes">Whether images can be mounted.</param>
/// <param name="events">Tells the user.</param>
/// <param name="options">The administrator's settings.</param>
/// <param name="time">The clock.</param>
[EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Read | RbacVerb.Create | RbacVerb.Delete)]
[EntityRbac(typeof(V1ConfigMap), Verbs = RbacVerb.Get)]
public sealed class ServiceMain(
    ApiClient client, Neighbourhood neighbourhood, ServiceClaims claims, HostnameHolds names, ImageVolumes imageVolumes, EventRecorder events, RenderingOptions options,
    TimeProvider time)
{
    private const string PlacementAnnotation = StartService.GroupName + "/placement";

    /// <summary>A pod that ends as soon as it is made is not made anew at once: StartOS, too, waits 15 s after a failure.</summary>
    private static readonly TimeSpan EndedPause = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan NamePause = TimeSpan.FromSeconds(1);

    /// <summary>Brings main closer to what the resource asks for, by one step, and reports what it is in.</summary>
    /// <param name="service">The resource.</param>
    /// <param name="definition">What to run.</param>
    /// <param name="pointers">What each pointer leads to.</param>
    /// <param name="mayRestart">Whether a reason to restart is to be followed; not when the definition is not what the spec asks for.</param>
    /// <param name="report">What to tell.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task DriveAsync(
        StartService service,
        ServiceDefinition definition,
        IReadOnlyDictionary<string, PointerResolution> pointers,
        bool mayRestart,
        ServiceReport report,
        CancellationToken cancellationToken)
    {
        var pod = neighbourhood.Pod(definition.Namespace, definition.Name);
        if (pod is null)
        {
            await StartAsync(service, definition, pointers, report, cancellationToken);
        }
        else if (!Owners.IsControlledBy(pod, service))
        {
            Blocked(pod, definition, report);
        }
        else if (pod.Metadata.DeletionTimestamp is not null)
        {
            Ending(service, definition, report);
        }
        else if (service.Spec.State == ServiceState.Stopped)
        {
            await StopAsync(service, definition, pod, "Stopping", "stopping main", report, cancellationToken);
        }
        else if (pod.Status?.Phase is "Failed" or "Succeeded")
        {
            await ReplaceEndedAsync(service, definition, pod, report, cancellationToken);
        }
        else if (mayRestart && NeedsConfig(service, definition))
        {
            // As in StartOS, a service that runs already is not stopped for want of config.
            Look(pod, report);
            report.Situation = ConfigNeeded(service, definition);
        }
        else if (mayRestart && Changes(pod, definition) is { Count: > 0 } changes)
        {
            await StopAsync(service, definition, pod, "Restarting", $"restarting main: {string.Join(", ", changes)} changed", report, cancellationToken);
        }
        else if (mayRestart && pod.Spec?.NodeName is null && PlacementOf(definition) is var placement && pod.GetAnnotation(PlacementAnnotation) is { } asked && asked != placement)
        {
            await StopAsync(service, definition, pod, "Restarting", "main waits for a node under a placement that has changed; it is made anew", report, cancellationToken);
        }
        else
        {
            Look(pod, report);
        }
    }

    private void Look(V1Pod pod, ServiceReport report)
    {
        (report.Situation, var left) = Probation.Of(pod, time.GetUtcNow());
        report.Main = PodSituation.Of(pod) is Situation.Running ? MainStatus.Running : MainStatus.Starting;
        if (left is { } wait)
        {
            report.LookAgain(wait);
        }
    }

    private async Task ReplaceEndedAsync(StartService service, ServiceDefinition definition, V1Pod pod, ServiceReport report, CancellationToken cancellationToken)
    {
        var why = $"main's pod has ended ({pod.Status.Reason ?? pod.Status.Phase}{(pod.Status.Message is { Length: > 0 } text ? ": " + text : "")})";
        var created = new DateTimeOffset(pod.Metadata.CreationTimestamp ?? DateTime.UnixEpoch);
        if (created + EndedPause - time.GetUtcNow() is var pause && pause > TimeSpan.Zero)
        {
            report.Situation = new Situation.Failing(Reasons.ContainerFailed, $"{why} as soon as it was made; it is made anew after {EndedPause.TotalSeconds:0} s", created);
            report.Main = MainStatus.Starting;
            report.LookAgain(pause);
            return;
        }

        await StopAsync(service, definition, pod, "PodEnded", $"{why}; it is made anew", report, cancellationToken);
    }

    /// <summary>
    /// Why main could not start although the spec is right: the files of an assets volume are not there, or can't be mounted. A pod would wait for
    /// them in silence, or find nothing, and the one that runs must not be stopped for it. Asks the API server only when there is something to start.
    /// </summary>
    public async Task<Situation.Refused?> MissingAssetsAsync(StartService service, ServiceDefinition definition, CancellationToken cancellationToken)
    {
        var pod = neighbourhood.Pod(definition.Namespace, definition.Name);
        if (service.Spec.State == ServiceState.Stopped || NeedsConfig(service, definition) || (pod is not null && Runs(pod, definition)))
        {
            return null;
        }

        if (await imageVolumes.RefusalAsync(definition, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        foreach (var (volume, source) in definition.Spec.Assets ?? new Dictionary<string, AssetsSource>())
        {
            if (source.ConfigMap is { } map
                && !neighbourhood.HasConfigMap(definition.Namespace, map.Name)
                && await client.GetAsync(Kinds.ConfigMap, new NamespacedName(definition.Namespace, map.Name), cancellationToken) is null)
            {
                return new Situation.Refused(
                    Reasons.AssetsMissing,
                    $"the ConfigMap {map.Name} with the files of assets volume {volume} is not there: apply it, `startctl build` writes it beside the StartService");
            }
        }

        return null;
    }

    /// <summary>
    /// Why the API server would not take main's pod, asked before what is installed gives way to it: a spec that can't start must not stop a service
    /// that runs. Sends no request unless there is something to replace.
    /// </summary>
    public async Task<Situation.Refused?> RefusalAsync(StartService service, ServiceDefinition definition, CancellationToken cancellationToken)
    {
        var running = neighbourhood.Pod(definition.Namespace, definition.Name);
        var replaces = running is null
            ? service.Status?.Installed?.Revision is { } installed && installed != InstalledRevision.Render(definition).Metadata.Name
            : running.Metadata.DeletionTimestamp is null && !Runs(running, definition);
        if (!replaces || service.Spec.State == ServiceState.Stopped || NeedsConfig(service, definition))
        {
            return null;
        }

        var pod = MainPod.Render(definition, new Dictionary<string, PointerResolution>(), options);
        try
        {
            await client.DryRunCreateAsync(Kinds.Pod, pod, cancellationToken);
            return null;
        }
        catch (ApiException e) when (e.IsAlreadyExists || IsOverQuota(e))
        {
            // The old pod still has the name, and its share of the quota.
            return null;
        }
        catch (ApiException e) when (IsRefusal(e))
        {
            return ServiceChildren.Rejected(Kinds.Pod.Kind, pod.Metadata.Name, e);
        }
    }

    private static bool IsRefusal(ApiException e) => e.IsInvalid || e.IsForbidden || e.StatusCode == System.Net.HttpStatusCode.BadRequest;

    private static bool IsOverQuota(ApiException e) => e.IsForbidden && e.Detail.Contains("exceeded quota", StringComparison.Ordinal);

    /// <summary>Whether a pod runs what the definition says.</summary>
    public static bool Runs(V1Pod pod, ServiceDefinition definition) => Changes(pod, definition).Count == 0;

    /// <summary>Placement is no reason to restart main, but a pod that no node has taken yet does not run: it is made anew when this changes.</summary>
    private static string PlacementOf(ServiceDefinition definition) => ChildNames.Digest(JsonSerializer.SerializeToUtf8Bytes(
        definition.Spec.Placement ?? new PlacementSpec(), ResourcesJson.Default.PlacementSpec));

    private static IReadOnlyList<string> Changes(V1Pod pod, ServiceDefinition definition) =>
        RestartReasons.Of(definition).ChangedSince(RestartReasons.Parse(pod.GetAnnotation(ServiceLabels.RestartReasons)));

    private static bool NeedsConfig(StartService service, ServiceDefinition definition) => definition.Manifest.Config is not null && !service.Spec.Configured;

    private static Situation.NeedsConfig ConfigNeeded(StartService service, ServiceDefinition definition) => new(
        $"{definition.Manifest.Id} has config, which this release of StartOperator can't set: put the config into its data volume as the package expects it, "
        + $"then kubectl patch startservice {service.Metadata.Name} -n {service.Metadata.NamespaceProperty} --type merge -p '{{\"spec\":{{\"configured\":true}}}}'");

    private async Task StartAsync(
        StartService service, ServiceDefinition definition, IReadOnlyDictionary<string, PointerResolution> pointers, ServiceReport report, CancellationToken cancellationToken)
    {
        report.Main = MainStatus.Stopped;
        if (service.Spec.State == ServiceState.Stopped)
        {
            report.Situation = new Situation.Stopped();
            return;
        }

        if (NeedsConfig(service, definition))
        {
            report.Situation = ConfigNeeded(service, definition);
            return;
        }

        if (await MissingAssetsAsync(service, definition, cancellationToken) is { } missing)
        {
            report.Situation = missing;
            return;
        }

        using var name = names.TryHold(definition);
        if (name is null || neighbourhood.PodsCalled(definition.Namespace, definition.Hostname).Count > 0)
        {
            report.Situation = new Situation.Progressing(Reasons.Starting, $"another service is being started as {definition.Hostname}.embassy");
            report.LookAgain(NamePause);
            return;
        }

        if (await claims.MarkUsedAsync(definition, cancellationToken) is { } unmarked)
        {
            report.Situation = unmarked;
            return;
        }

        var pod = MainPod.Render(definition, pointers, options);
        pod.Metadata.Annotations[PlacementAnnotation] = PlacementOf(definition);
        try
        {
            await client.CreateAsync(Kinds.Pod, pod, cancellationToken);
        }
        catch (ApiException e) when (IsRefusal(e))
        {
            report.Situation = ServiceChildren.Rejected(Kinds.Pod.Kind, pod.Metadata.Name, e);
            return;
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            // The cache holds our own pods only, so this is somebody else's, unless an answer to us was lost and the watch is behind.
            var holder = await client.GetAsync(Kinds.Pod, NamespacedName.Of(pod), cancellationToken);
            report.Situation = holder is null || Owners.IsControlledBy(holder, service)
                ? new Situation.Progressing(Reasons.Starting, "main's pod has been made")
                : ServiceChildren.NameTaken(Kinds.Pod.Kind, pod.Metadata.Name);
            return;
        }

        events.Publish(StartServiceKind.Kind, service, EventType.Normal, "Starting", "Start", $"starting {definition.Manifest.Id} {definition.Manifest.Version}");
        report.Main = MainStatus.Starting;
        report.Situation = new Situation.Progressing(Reasons.Starting, "main's pod has been made");
    }

    private async Task StopAsync(
        StartService service, ServiceDefinition definition, V1Pod pod, string reason, string note, ServiceReport report, CancellationToken cancellationToken)
    {
        await client.DeleteAsync(Kinds.Pod, NamespacedName.Of(pod), new DeleteConditions { Uid = pod.Metadata.Uid }, cancellationToken);
        events.Publish(StartServiceKind.Kind, service, reason == "PodEnded" ? EventType.Warning : EventType.Normal, reason, "Stop", note);
        Ending(service, definition, report);
    }

    private static void Ending(StartService service, ServiceDefinition definition, ServiceReport report)
    {
        var starts = service.Spec.State == ServiceState.Running && !NeedsConfig(service, definition);
        report.Main = starts ? MainStatus.Restarting : MainStatus.Stopping;
        report.Situation = starts
            ? new Situation.Progressing(Reasons.Restarting, "main is being stopped, and starts again when it has ended")
            : new Situation.Progressing(Reasons.Stopping, "main is being stopped");
    }

    private static void Blocked(V1Pod pod, ServiceDefinition definition, ServiceReport report)
    {
        report.Main = MainStatus.Stopped;
        var isPredecessor = pod.GetLabel(ServiceLabels.Service) == definition.Name && pod.GetLabel(ServiceLabels.Role) == ServiceLabels.Roles.Main
            && Owners.ControllerOf(pod)?.Kind == StartService.KindName;
        report.Situation = isPredecessor
            ? new Situation.Progressing(Reasons.Starting, $"the pod {pod.Metadata.Name} of a deleted StartService of this name has yet to end")
            : ServiceChildren.NameTaken(Kinds.Pod.Kind, pod.Metadata.Name);
    }
}
