using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>The status a kubelet reports for a pod.</summary>
internal static class PodReport
{
    /// <summary>The status to report; what other components wrote into the present one is kept.</summary>
    /// <param name="pod">The pod with its present status.</param>
    /// <param name="run">How far the pod is.</param>
    /// <param name="hostIp">The node's address.</param>
    /// <param name="now">The time.</param>
    public static V1PodStatus Of(V1Pod pod, PodRun run, string hostIp, DateTime now) => (pod.Status ?? new()) with
    {
        ObservedGeneration = pod.Metadata.Generation,
        Phase = Phase(run, now),
        Reason = run.Failure?.Reason,
        Message = run.Failure?.Message,
        StartTime = Timestamps.WholeSeconds(run.AcceptedAt),
        HostIP = hostIp,
        HostIPs = [new() { Ip = hostIp }],
        PodIP = run.HasSandbox ? run.PodIp : null,
        PodIPs = run.HasSandbox ? [new() { Ip = run.PodIp }] : null,
        InitContainerStatuses = run.Init.Count == 0 ? null : [.. run.Init.Select(container => Status(container, now))],
        ContainerStatuses = [.. run.Main.Select(container => Status(container, now))],
        Conditions = Conditions(pod, run, now),
    };

    private static string Phase(PodRun run, DateTime now)
    {
        if (run.FinalPhase is { } final && !run.All.Any(container => container.IsRunning))
        {
            return final;
        }

        var waits = run.Main.Any(main => main is { Waiting: not null, LastTerminated: null, NeverStarted: true });
        return run.IsInitialized(now) && run.HasBegun && !waits ? "Running" : "Pending";
    }

    private static V1ContainerStatus Status(ContainerRun container, DateTime now) => new()
    {
        Name = container.Spec.Name,
        Image = container.Spec.Image,
        ImageID = container.ImageId ?? "",
        ContainerID = container.ContainerId,
        RestartCount = container.RestartCount,
        Ready = container.IsInit && !container.IsSidecar ? container.Succeeded : container.IsReady(now),
        Started = container.HasStarted(now),
        State = new()
        {
            Waiting = container.Waiting,
            Terminated = Told(container.Terminated),
            Running = container.StartedAt is { } since ? new() { StartedAt = Timestamps.WholeSeconds(since) } : null,
        },
        LastState = new() { Terminated = Told(container.LastTerminated) },
        AllocatedResources = container.NeverStarted ? null : container.Spec.Resources?.Requests,
        Resources = container.NeverStarted ? null : container.Spec.Resources,
        VolumeMounts = container.Spec.VolumeMounts is { Count: > 0 } mounts ? [.. mounts.Select(Mount)] : null,
    };

    private static V1ContainerStateTerminated? Told(V1ContainerStateTerminated? ended) => ended is null ? null : ended with
    {
        StartedAt = ended.StartedAt is { } started ? Timestamps.WholeSeconds(started) : null,
        FinishedAt = ended.FinishedAt is { } finished ? Timestamps.WholeSeconds(finished) : null,
    };

    private static V1VolumeMountStatus Mount(V1VolumeMount mount) => new()
    {
        Name = mount.Name,
        MountPath = mount.MountPath,
        ReadOnlyProperty = mount.ReadOnlyProperty,
        RecursiveReadOnly = mount.ReadOnlyProperty == true ? mount.RecursiveReadOnly ?? "Disabled" : null,
    };

    private static List<V1PodCondition> Conditions(V1Pod pod, PodRun run, DateTime now)
    {
        var unready = run.Init.Where(init => init.IsSidecar).Concat(run.Main).Where(container => !container.IsReady(now)).ToList();
        var uninitialized = run.Init.Where(init => init.IsSidecar ? !init.HasStarted(now) : !init.Succeeded).ToList();
        var ready = run.FinalPhase switch
        {
            "Succeeded" => ("False", "PodCompleted", null),
            "Failed" when !run.Main.All(main => main is { NeverStarted: true, Terminated: not null }) => ("False", "PodFailed", null),
            _ => unready.Count == 0 ? ("True", null, null) : ("False", "ContainersNotReady", $"containers with unready status: {Names(unready)}"),
        };
        var initialized = run.FinalPhase == "Succeeded" ? ("True", "PodCompleted", null)
            : run.HasBegun || run.IsInitialized(now) ? ("True", null, null)
            : ("False", "ContainersNotInitialized", $"containers with incomplete status: {Names(uninitialized)}");
        var sandbox = run.HasSandbox && run.FinalPhase is null ? "True" : "False";
        var present = pod.Status?.Conditions ?? [];
        string[] own = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];
        return
        [
            Condition("PodReadyToStartContainers", (sandbox, null, null)),
            Condition("Initialized", initialized),
            Condition("Ready", Gated(pod, ready)),
            Condition("ContainersReady", ready),
            Condition("PodScheduled", ("True", null, null)),
            .. present.Where(condition => !own.Contains(condition.Type)),
        ];

        V1PodCondition Condition(string type, (string Status, string? Reason, string? Message) now_)
        {
            var before = present.FirstOrDefault(condition => condition.Type == type);
            return new()
            {
                Type = type,
                Status = now_.Status,
                Reason = now_.Reason,
                Message = now_.Message,
                ObservedGeneration = pod.Metadata.Generation,
                LastProbeTime = before?.LastProbeTime,
                LastTransitionTime = before?.Status == now_.Status ? before.LastTransitionTime : Timestamps.WholeSeconds(now),
            };
        }
    }

    // spec.readinessGates: the pod is ready once their conditions, which others set, are True as well.
    private static (string Status, string? Reason, string? Message) Gated(V1Pod pod, (string Status, string? Reason, string? Message) ready)
    {
        var shut = (pod.Spec.ReadinessGates ?? []).Select(gate => gate.ConditionType)
            .Where(type => (pod.Status?.Conditions ?? []).FirstOrDefault(condition => condition.Type == type)?.Status != "True").ToList();
        return ready.Status == "True" && shut.Count > 0
            ? ("False", "ReadinessGatesNotReady", string.Join(", ", shut.Select(Shut)))
            : ready;

        static string Shut(string type) => $"the status of pod readiness gate \"{type}\" is not \"True\"";
    }

    private static string Names(IEnumerable<ContainerRun> containers) => $"[{string.Join(' ', containers.Select(container => container.Spec.Name))}]";
}
