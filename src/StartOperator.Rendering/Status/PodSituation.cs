using k8s.Models;

namespace StartOperator.Rendering.Status;

/// <summary>Reads from a pod's status what main is in, in the scheduler's and kubelet's own words.</summary>
public static class PodSituation
{
    private static readonly HashSet<string> PullFailures = new(StringComparer.Ordinal)
    {
        "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed",
    };

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal) { "ContainerCreating", "PodInitializing" };

    /// <summary>What main is in, judged by its pod, which is not being deleted.</summary>
    public static Situation Of(V1Pod pod)
    {
        var since = Since(pod);
        foreach (var container in (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []))
        {
            if (Failure(container, since) is { } failure)
            {
                return failure;
            }
        }

        if (Condition(pod, "PodScheduled") is { Status: "False" } unscheduled)
        {
            var message = unscheduled.Message ?? "the scheduler has found no node yet";
            return unscheduled.Reason == "Unschedulable"
                ? new Situation.Failing(Reasons.Unschedulable, message, since)
                : new Situation.Progressing(Reasons.Scheduling, message);
        }

        if (pod.Spec?.NodeName is null)
        {
            return new Situation.Progressing(Reasons.Scheduling, "main waits for the scheduler");
        }

        if (pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == ChildNames.MainContainer)?.State?.Running is null)
        {
            return new Situation.Progressing(Reasons.Starting, Progress(pod));
        }

        return Condition(pod, "Ready") is { Status: "False" } unready
            ? new Situation.Failing(Reasons.NodeLost, $"main's node {pod.Spec.NodeName} does not report it as ready{Suffix(unready.Message)}", unready.LastTransitionTime ?? since)
            : new Situation.Running();
    }

    private static Situation.Failing? Failure(V1ContainerStatus container, DateTimeOffset since)
    {
        if (container.State?.Waiting is { Reason: { } reason } waiting && !Harmless.Contains(reason))
        {
            var kind = PullFailures.Contains(reason) ? Reasons.ImagePull : reason == "CrashLoopBackOff" ? Reasons.CrashLoop : Reasons.ContainerFailed;
            var last = kind == Reasons.CrashLoop && container.LastState?.Terminated is { } end ? $"; it last ended {Ended(end)}" : "";
            var crashing = CrashLoop.Since(container) is { } crash && crash < since ? crash : since;
            return new Situation.Failing(kind, $"{container.Name}: {reason}{Suffix(waiting.Message)}{last}", crashing);
        }

        // StartOS takes 143 (ended by SIGTERM) for a success, too, and relaunches main at once.
        return container.State?.Terminated is { ExitCode: not (0 or 143) } terminated
            ? new Situation.Failing(Reasons.CrashLoop, $"{container.Name} ended {Ended(terminated)}", since)
            : null;
    }

    private static string Progress(V1Pod pod)
    {
        var init = pod.Status?.InitContainerStatuses?.FirstOrDefault(c => c.State?.Terminated is null);
        var waiting = pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == ChildNames.MainContainer)?.State?.Waiting;
        return init is not null ? $"init container {init.Name} is at work" : waiting?.Reason is { } reason ? $"{reason}{Suffix(waiting.Message)}" : "main is being started";
    }

    private static string Ended(V1ContainerStateTerminated terminated) =>
        $"with exit code {terminated.ExitCode}{(string.IsNullOrEmpty(terminated.Reason) ? "" : $" ({terminated.Reason})")}{Suffix(terminated.Message?.Trim())}";

    private static string Suffix(string? message) => string.IsNullOrEmpty(message) ? "" : $": {message}";

    private static V1PodCondition? Condition(V1Pod pod, string type) => pod.Status?.Conditions?.FirstOrDefault(c => c.Type == type);

    private static DateTimeOffset Since(V1Pod pod) =>
        Condition(pod, "Ready")?.LastTransitionTime ?? pod.Metadata.CreationTimestamp ?? DateTimeOffset.UnixEpoch;
}
