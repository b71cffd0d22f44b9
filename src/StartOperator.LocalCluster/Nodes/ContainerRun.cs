using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using StartOperator.LocalCluster.Nodes.Kubelet;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>
/// One container as a container runtime and the kubelet's restart logic carry it: waiting, running or terminated, how often it was
/// started, and when something happens to it next. Moved on by <see cref="PodRun"/>, one visible state at a time.
/// </summary>
internal sealed class ContainerRun(V1Container spec, bool isInit, SimulatedNodeOptions node)
{
    private int _crashes;
    private int _pullFailures;
    private ContainerPlan _plan = ContainerPlan.Runs;
    private bool? _readyByHand;
    private bool _mustRerun;
    private DateTime? _pulledAt;

    public V1Container Spec => spec;

    public bool IsInit => isInit;

    public bool IsSidecar => isInit && spec.RestartPolicy == "Always";

    public V1ContainerStateWaiting? Waiting { get; private set; }

    public V1ContainerStateTerminated? Terminated { get; private set; }

    public V1ContainerStateTerminated? LastTerminated { get; private set; }

    public DateTime? StartedAt { get; private set; }

    public string? ContainerId { get; private set; }

    public string? ImageId { get; private set; }

    public int RestartCount { get; private set; }

    /// <summary>What the present run wrote, or the last; null before the first.</summary>
    public ContainerLog? Log { get; private set; }

    /// <summary>What the run before that wrote.</summary>
    public ContainerLog? PreviousLog { get; private set; }

    public ContainerCommand Commands => _plan.Commands;

    /// <summary>When the container's state changes by itself; null when it doesn't.</summary>
    public DateTime? Due { get; private set; }

    /// <summary>Set once SIGTERM was sent: when the container ends, and how.</summary>
    public bool IsStopping { get; private set; }

    public bool IsRunning => StartedAt is not null;

    public bool NeverStarted => ContainerId is null;

    public bool Succeeded => Terminated is { ExitCode: 0 };

    /// <summary>An init container that has nothing left to do.</summary>
    public bool IsDone => Succeeded && !_mustRerun;

    /// <summary>Startup probes are taken to succeed when readiness probes do.</summary>
    public bool HasStarted(DateTime now) => IsRunning && (spec.StartupProbe is null || ReadyAt is { } at && at <= now);

    public bool IsReady(DateTime now) => IsRunning && !IsStopping && (_readyByHand ?? ReadyAt is { } at && at <= now);

    private DateTime? ReadyAt => StartedAt is { } started && _plan.ReadyAfter is { } after ? started + after : null;

    public void SetReady(bool ready) => _readyByHand = ready;

    /// <summary>When readiness changes by itself, if it still will.</summary>
    public DateTime? NextReadiness(DateTime now) => _readyByHand is null && ReadyAt is { } at && at > now ? at : null;

    public void Wait(string reason, string? message = null)
    {
        (Waiting, Terminated, StartedAt, Due) = (new() { Reason = reason, Message = message }, null, null, null);
    }

    /// <summary>Pulls the image and starts the container, or says why not.</summary>
    /// <returns>Why it can't be configured, where that is the reason.</returns>
    private string? Start(V1Pod pod, PodNeeds needs, ISet<string> images, DateTime now, List<NodeEvent> events)
    {
        if (!Pull(pod, images, now, events))
        {
            return null;
        }

        if (needs.UnresolvedEnvironment(pod, spec) is { } fault)
        {
            Wait("CreateContainerConfigError", fault);
            return fault;
        }

        if (!NeverStarted)
        {
            RestartCount++;
        }

        ContainerId = "containerd://" + Hex($"{pod.Metadata.Uid}/{spec.Name}/{RestartCount}");
        ImageId = $"{spec.Image.Split('@')[0]}@sha256:{Hex(spec.Image)}";
        (Waiting, Terminated, StartedAt, IsStopping, _readyByHand, _mustRerun) = (null, null, now, false, null, false);
        Due = _plan.ExitsAfter is { } after ? now + after : null;
        OpenLog(now);
        events.Add(NodeEvent.Normal("Created", "Container created", this));
        events.Add(NodeEvent.Normal("Started", "Container started", this));
        return null;
    }

    /// <summary>SIGTERM, and SIGKILL when the grace period is over.</summary>
    public void Stop(DateTime now, TimeSpan grace)
    {
        IsStopping = true;
        var killed = _plan.StopsAfter > grace;
        _plan = _plan with { ExitCode = killed ? 137 : _plan.StopExitCode, ExitReason = null, TerminationMessage = null };
        Due = now + (killed ? grace : _plan.StopsAfter);
    }

    /// <summary>The process ends by itself, or because it was stopped.</summary>
    public void End(DateTime now) => End(now, _plan.ExitCode, _plan.ExitReason, _plan.TerminationMessage);

    /// <summary>The process ends.</summary>
    public void End(DateTime now, int exitCode, string? reason = null, string? message = null)
    {
        _crashes = StartedAt is { } since && now - since > 2 * node.BackOff.Longest ? 0 : _crashes;
        Terminated = new()
        {
            ExitCode = exitCode,
            Reason = reason ?? (exitCode == 0 ? "Completed" : "Error"),
            Message = message,
            StartedAt = StartedAt,
            FinishedAt = now,
            ContainerID = ContainerId,
        };
        (StartedAt, Waiting, Due) = (null, null, null);
        Log?.Close();
    }

    /// <summary>The machine lost its power: what ran has ended, and what was done is done anew.</summary>
    public void LosePower(DateTime now)
    {
        if (IsRunning)
        {
            End(now, 255, "Unknown");
        }

        (_crashes, _mustRerun) = (0, isInit);
    }

    /// <summary>A container that never ran, at the end of its pod.</summary>
    public void GiveUp(DateTime now)
    {
        (StartedAt, Waiting, Due) = (null, null, null);
        Terminated = new()
        {
            ExitCode = 137,
            Reason = "ContainerStatusUnknown",
            Message = "The container could not be located when the pod was terminated",
        };
    }

    /// <summary>The first start, or one after an end that calls for a restart: at once the first time, after the back-off from then on.</summary>
    /// <returns>Why it can't be configured, where that is the reason.</returns>
    public string? Launch(V1Pod pod, PodNeeds needs, ISet<string> images, DateTime now, List<NodeEvent> events)
    {
        if (Terminated is { } ended)
        {
            LastTerminated = ended;
            var pause = _mustRerun || _crashes++ == 0 ? TimeSpan.Zero : node.BackOff.After(_crashes - 1);
            if (ended.FinishedAt + pause > now)
            {
                var who = $"{pod.Metadata.Name}_{pod.Metadata.NamespaceProperty}({pod.Metadata.Uid})";
                Wait("CrashLoopBackOff", $"back-off {Durations.Go(pause)} restarting failed container={spec.Name} pod={who}");
                Due = ended.FinishedAt + pause;
                events.Add(NodeEvent.Warning("BackOff", $"Back-off restarting failed container {spec.Name} in pod {who}", this));
                return null;
            }
        }

        return Start(pod, needs, images, now, events);
    }

    /// <summary>Takes over what the status of an earlier life of the node says.</summary>
    public void Recover(V1ContainerStatus status, V1Pod pod, DateTime now)
    {
        (RestartCount, ContainerId, ImageId) = (status.RestartCount, status.ContainerID, status.ImageID);
        (LastTerminated, Terminated, _crashes) = (status.LastState?.Terminated, status.State?.Terminated, status.RestartCount);
        if (status.State?.Running is { } running)
        {
            StartedAt = running.StartedAt ?? now;
            _plan = node.Behaviour(new(pod, spec, isInit, RestartCount));
            Due = _plan.ExitsAfter is { } after ? StartedAt + after : null;
            OpenLog(now);
        }
        else if (Terminated is null)
        {
            Waiting = status.State?.Waiting;
            Due = now;
        }
    }

    private void OpenLog(DateTime now)
    {
        (PreviousLog, Log) = (Log, new());
        foreach (var line in _plan.Log)
        {
            Log.Write(now, line);
        }
    }

    /// <returns>Whether the image is there.</returns>
    private bool Pull(V1Pod pod, ISet<string> images, DateTime now, List<NodeEvent> events)
    {
        var image = spec.Image;
        if (Waiting is { Reason: "ErrImagePull" })
        {
            Wait("ImagePullBackOff", $"Back-off pulling image \"{image}\": ErrImagePull: {_plan.PullError}");
            Due = now + node.BackOff.After(_pullFailures);
            events.Add(NodeEvent.Normal("BackOff", $"Back-off pulling image \"{image}\"", this));
            events.Add(NodeEvent.Warning("Failed", "Error: ImagePullBackOff", this));
            return false;
        }

        if (_pulledAt is null)
        {
            _plan = node.Behaviour(new(pod, spec, isInit, RestartCount + (NeverStarted ? 0 : 1)));
        }

        if (_plan.PullError is { } fault)
        {
            _pullFailures++;
            events.Add(NodeEvent.Normal("Pulling", $"Pulling image \"{image}\"", this));
            events.Add(NodeEvent.Warning("Failed", $"Failed to pull image \"{image}\": {fault}", this));
            events.Add(NodeEvent.Warning("Failed", "Error: ErrImagePull", this));
            Wait("ErrImagePull", fault);
            Due = now + (node.BackOff.Initial / 5);
            return false;
        }

        if (images.Contains(image) && spec.ImagePullPolicy != "Always")
        {
            events.Add(NodeEvent.Normal("Pulled", $"Container image \"{image}\" already present on machine and can be accessed by the pod", this));
            return true;
        }

        return Download(image, images, now, events);
    }

    private bool Download(string image, ISet<string> images, DateTime now, List<NodeEvent> events)
    {
        if (_pulledAt is null)
        {
            _pulledAt = now + _plan.PullsFor;
            events.Add(NodeEvent.Normal("Pulling", $"Pulling image \"{image}\"", this));
        }

        if (_pulledAt > now)
        {
            Wait(Waiting?.Reason is "PodInitializing" ? "PodInitializing" : "ContainerCreating");
            Due = _pulledAt;
            return false;
        }

        var took = Durations.Go(_plan.PullsFor);
        var told = $"Successfully pulled image \"{image}\" in {took} ({took} including waiting). Image size: 0 bytes.";
        (_pulledAt, _pullFailures) = (null, 0);
        images.Add(image);
        events.Add(NodeEvent.Normal("Pulled", told, this));
        return true;
    }

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
