using k8s.Models;
using StartOperator.LocalCluster.Nodes.Kubelet;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>Decides what a container does: asked anew at every attempt to pull its image and start it.</summary>
/// <param name="start">The container about to start.</param>
public delegate ContainerPlan ContainerBehaviour(ContainerStart start);

/// <summary>A container about to start.</summary>
/// <param name="Pod">Its pod.</param>
/// <param name="Container">Its spec.</param>
/// <param name="IsInit">True for an init container, restartable ones included.</param>
/// <param name="Attempt">How often it was started before.</param>
public sealed record ContainerStart(V1Pod Pod, V1Container Container, bool IsInit, int Attempt)
{
    /// <summary>Only a container that is expected to end: an init container, or one of a pod that isn't restarted.</summary>
    public bool IsExpectedToEnd => IsInit ? Container.RestartPolicy != "Always" : Pod.Spec.RestartPolicy is "Never" or "OnFailure";
}

/// <summary>What a container does from the pull of its image to its end.</summary>
public sealed record ContainerPlan
{
    /// <summary>Runs, ready at once, until it is stopped.</summary>
    public static ContainerPlan Runs { get; } = new();

    /// <summary>Runs and never becomes ready.</summary>
    public static ContainerPlan NeverReady { get; } = new() { ReadyAfter = null };

    /// <summary>How long the pull of an image takes that the node doesn't have.</summary>
    public TimeSpan PullsFor { get; init; }

    /// <summary>Why the image can't be pulled; null when it can.</summary>
    public string? PullError { get; init; }

    /// <summary>How long after its start the startup and readiness probes succeed; null for never.</summary>
    public TimeSpan? ReadyAfter { get; init; } = TimeSpan.Zero;

    /// <summary>How long after its start it ends by itself; null when it runs until stopped.</summary>
    public TimeSpan? ExitsAfter { get; init; }

    /// <summary>Its exit code when it ends by itself.</summary>
    public int ExitCode { get; init; }

    /// <summary>The reason of its end, such as <c>OOMKilled</c>; null for the kubelet's own (<c>Completed</c> or <c>Error</c>).</summary>
    public string? ExitReason { get; init; }

    /// <summary>What it wrote to its termination message path.</summary>
    public string? TerminationMessage { get; init; }

    /// <summary>How long it runs on after SIGTERM; it is killed (137) when its grace period is shorter.</summary>
    public TimeSpan StopsAfter { get; init; }

    /// <summary>Its exit code after SIGTERM.</summary>
    public int StopExitCode { get; init; } = 143;

    /// <summary>What it writes when it starts.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>What commands do that are run in it.</summary>
    public ContainerCommand Commands { get; init; } = RunningCommand.Nothing;

    /// <summary>Ends by itself.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="after">When; at once by default.</param>
    public static ContainerPlan Exits(int code, TimeSpan after = default) => new() { ExitCode = code, ExitsAfter = after };

    /// <summary>Never starts, for want of its image.</summary>
    /// <param name="message">What the registry says.</param>
    public static ContainerPlan CannotPull(string message) => new() { PullError = message };

    /// <summary>
    /// What containers do unless a test wants otherwise: init containers and those of pods that aren't restarted succeed at once, all others run.
    /// </summary>
    /// <param name="start">The container about to start.</param>
    public static ContainerPlan Default(ContainerStart start) => start.IsExpectedToEnd ? Exits(0) : Runs;
}

/// <summary>How long a failing container is left alone: doubling from the first failure that follows another to the longest.</summary>
/// <param name="Initial">The first pause.</param>
/// <param name="Longest">The longest pause; a container that ran for twice this long starts over.</param>
public sealed record BackOff(TimeSpan Initial, TimeSpan Longest)
{
    /// <summary>The kubelet's: 10 s to 5 min.</summary>
    public static BackOff Kubelet { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));

    /// <summary>The pause after a number of failures in a row.</summary>
    /// <param name="failures">At least 1.</param>
    public TimeSpan After(int failures) =>
        TimeSpan.FromTicks(Math.Min(Longest.Ticks, (long)Math.Min(Initial.Ticks * Math.Pow(2, failures - 1), long.MaxValue / 2)));
}
