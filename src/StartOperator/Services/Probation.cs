using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Services;

/// <summary>
/// Main that has crashed counts as running again only when it has lasted for a while. Otherwise a crash loop would make its service ready for a
/// moment each time, and nobody would ever be called for.
/// </summary>
public static class Probation
{
    /// <summary>How long main must last.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromSeconds(10);

    /// <summary>What main is in, judged by its pod.</summary>
    /// <param name="pod">The pod, which is not being deleted.</param>
    /// <param name="now">The time.</param>
    /// <returns>The situation, and what is left of the probation; null when there is none.</returns>
    public static (Situation Situation, TimeSpan? Left) Of(V1Pod pod, DateTimeOffset now)
    {
        var situation = PodSituation.Of(pod);
        var main = pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == ChildNames.MainContainer);
        if (situation is not Situation.Running
            || main?.LastState?.Terminated is not { ExitCode: not (0 or 143) } ended
            || main.State?.Running?.StartedAt is not { } started
            || new DateTimeOffset(started) + Length - now is var left && left <= TimeSpan.Zero)
        {
            return (situation, null);
        }

        var message = $"main ended with exit code {ended.ExitCode} and runs again; it counts as running when it has lasted {Length.TotalSeconds:0} s";
        return (new Situation.Failing(Reasons.CrashLoop, message, new DateTimeOffset(started)), left);
    }

    /// <summary>
    /// A failure that goes on since the service last was ready, or since its pod was made: each attempt that fails anew does not begin a new one.
    /// </summary>
    /// <param name="situation">What the service is in.</param>
    /// <param name="before">What its status said before.</param>
    /// <param name="pod">Main's pod.</param>
    public static Situation Lasting(Situation situation, StartServiceStatus before, V1Pod? pod)
    {
        if (situation is not Situation.Failing failing
            || pod?.Metadata.CreationTimestamp is not { } created
            || before.Conditions.FirstOrDefault(c => c.Type == ConditionTypes.Reconciling) is not { Status: ConditionStatus.True } reconciling
            || !DateTimeOffset.TryParse(reconciling.LastTransitionTime, out var since))
        {
            return situation;
        }

        var made = new DateTimeOffset(created);
        var begun = since > made ? since : made;
        return begun < failing.Since ? failing with { Since = begun } : failing;
    }
}
