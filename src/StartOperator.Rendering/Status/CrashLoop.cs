using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;

namespace StartOperator.Rendering.Status;

/// <summary>
/// Tells for how long a container has been crashing by the kubelet's own back-off: after a first restart at once it waits 10 s, then twice as
/// long each time up to a maximum, and starts over when a container has run for long enough. The pod's conditions can't tell: every restart
/// makes the pod ready for a moment.
/// </summary>
internal static partial class CrashLoop
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);

    /// <summary>Since when a container that waits to be restarted has been crashing, at the latest; null when its status does not say.</summary>
    public static DateTimeOffset? Since(V1ContainerStatus container) =>
        container.LastState?.Terminated?.FinishedAt is { } ended && Wait(container.State?.Waiting?.Message) is { } wait
            ? new DateTimeOffset(DateTime.SpecifyKind(ended, DateTimeKind.Utc)) - WaitedBefore(wait, container.RestartCount)
            : null;

    /// <summary>All the waits before this one. At the maximum, their number is known from the restarts.</summary>
    private static TimeSpan WaitedBefore(TimeSpan wait, int restarts)
    {
        var (waited, next, count) = (TimeSpan.Zero, FirstWait, 1);
        for (; next < wait; next *= 2)
        {
            waited += next;
            count++;
        }

        return next == wait ? waited : waited + (wait * Math.Max(0, restarts - count));
    }

    private static TimeSpan? Wait(string? message)
    {
        var match = BackOff().Match(message ?? "");
        return match.Success ? TimeSpan.FromMinutes(Number(match.Groups["minutes"])) + TimeSpan.FromSeconds(Number(match.Groups["seconds"])) : null;
    }

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^back-off ((?<minutes>[0-9]{1,4})m)?(?<seconds>[0-9]{1,4})s restarting ", RegexOptions.ExplicitCapture)]
    private static partial Regex BackOff();
}
