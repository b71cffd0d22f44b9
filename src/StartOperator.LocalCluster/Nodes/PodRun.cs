using k8s.Models;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>What came of moving a pod on: when to look again, and whether the pod can be deleted.</summary>
internal readonly record struct PodStep(DateTime? Again, bool IsGone);

/// <summary>
/// One pod as a kubelet carries it from the first sight of it to its end. Every call of <see cref="Advance"/> moves it on to the next
/// state that an observer of the API would get to see.
/// </summary>
internal sealed class PodRun(V1Pod first, SimulatedNodeOptions node, ISet<string> images, string podIp, DateTime acceptedAt)
{
    private readonly List<NodeEvent> _events = [];
    private volatile bool _waitsForObjects;
    private string? _lastFault;
    private bool _lacksObjects;
    private bool _isAccepted;
    private bool _isStopping;
    private DateTime _stopBy;

    public string Uid { get; } = first.Metadata.Uid;

    public string PodIp { get; private set; } = podIp;

    public DateTime AcceptedAt { get; private set; } = acceptedAt;

    public bool HasSandbox { get; private set; }

    /// <summary><c>Succeeded</c> or <c>Failed</c> once the pod has come to its end.</summary>
    public string? FinalPhase { get; private set; }

    /// <summary>Why the pod failed as a whole, where no container says it.</summary>
    public (string Reason, string Message)? Failure { get; private set; }

    /// <summary>
    /// The pod waits for a claim, a ConfigMap or a Secret, or is being looked at: what comes after the look for it, and before the look's end,
    /// would else be missed.
    /// </summary>
    public bool WaitsForObjects
    {
        get
        {
            Interlocked.MemoryBarrier(); // What came is in the cache before this is read.
            return _waitsForObjects;
        }
    }

    public IReadOnlyList<ContainerRun> Init { get; } =
        [.. (first.Spec.InitContainers ?? []).Select(container => new ContainerRun(container, isInit: true, node))];

    public IReadOnlyList<ContainerRun> Main { get; } =
        [.. first.Spec.Containers.Select(container => new ContainerRun(container, isInit: false, node))];

    public IEnumerable<ContainerRun> All => Init.Concat(Main);

    /// <summary>A main container was started once, whatever became of it.</summary>
    public bool HasBegun => Main.Any(main => !main.NeverStarted);

    /// <summary>Init containers are done: every one-shot succeeded, every sidecar started.</summary>
    public bool IsInitialized(DateTime now) => Init.All(init => init.IsSidecar ? HasBegun || init.HasStarted(now) : init.Succeeded);

    /// <summary>Takes over what the pod's status says, when an earlier life of the node ran it.</summary>
    public void Recover(DateTime now)
    {
        var status = first.Status;
        if (status?.StartTime is not { } started || (status.ContainerStatuses ?? []).Count == 0)
        {
            return;
        }

        (_isAccepted, AcceptedAt) = (true, started);
        HasSandbox = status.PodIP is not null;
        FinalPhase = status.Phase is "Succeeded" or "Failed" ? status.Phase : null;
        var known = (status.InitContainerStatuses ?? []).Concat(status.ContainerStatuses!).ToDictionary(container => container.Name);
        foreach (var container in All)
        {
            if (known.TryGetValue(container.Spec.Name, out var earlier))
            {
                container.Recover(earlier, first, now);
            }
        }
    }

    /// <summary>Moves the pod on to its next visible state.</summary>
    public PodStep Advance(V1Pod pod, PodNeeds needs, DateTime now)
    {
        _waitsForObjects = true;
        Interlocked.MemoryBarrier(); // The cache is read after this is written.
        _lacksObjects = false;
        var step = Look(pod, needs, now);
        _waitsForObjects = _lacksObjects;
        return step;
    }

    /// <summary>What happened since the last call; kept until it is taken, so that a failed report loses nothing.</summary>
    public IReadOnlyList<NodeEvent> TakeEvents()
    {
        NodeEvent[] events = [.. _events];
        _events.Clear();
        return events;
    }

    /// <summary>The machine is started anew: nothing runs any more, and what shall run is started again.</summary>
    public void LosePower(DateTime now, string podIp)
    {
        if (FinalPhase is null)
        {
            (PodIp, HasSandbox) = (podIp, false);
            All.ToList().ForEach(container => container.LosePower(now));
        }
    }

    private static PodStep Step(DateTime? again, bool isGone = false) => new(again, isGone);

    private PodStep Look(V1Pod pod, PodNeeds needs, DateTime now)
    {
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            return AdvanceEnd(pod, now);
        }

        if (FinalPhase is not null)
        {
            return Step(null);
        }

        if (!_isAccepted)
        {
            _isAccepted = true;
            All.ToList().ForEach(container => container.Wait(Init.Count > 0 ? "PodInitializing" : "ContainerCreating"));
            return Step(now);
        }

        if (!HasSandbox)
        {
            return Step(Mount(pod, needs) ? now : null);
        }

        if (EndDue(now))
        {
            return Step(now);
        }

        if (pod.Spec.ActiveDeadlineSeconds is { } seconds && AcceptedAt.AddSeconds(seconds) <= now)
        {
            Fail("DeadlineExceeded", "Pod was active on the node longer than the specified deadline", now);
            return Step(null);
        }

        if (RunInit(pod, needs, now))
        {
            RunMain(pod, needs, now);
        }

        return Step(NextDue(pod, now));
    }

    private bool Mount(V1Pod pod, PodNeeds needs)
    {
        if (needs.UnmountableVolumes(pod) is { } fault)
        {
            _lacksObjects = true;
            TellOnce("FailedMount", fault, null);
            return false;
        }

        return HasSandbox = true;
    }

    private bool EndDue(DateTime now)
    {
        var ended = All.Where(container => container.IsRunning && container.Due <= now).ToList();
        ended.ForEach(container => container.End(now));
        return ended.Count > 0;
    }

    /// <returns>Whether the main containers may run.</returns>
    private bool RunInit(V1Pod pod, PodNeeds needs, DateTime now)
    {
        foreach (var init in Init)
        {
            if (init.IsSidecar)
            {
                Launch(init, pod, needs, now);
                if (!init.HasStarted(now) && !HasBegun)
                {
                    return false;
                }

                continue;
            }

            if (init.Terminated is { ExitCode: not 0 } && pod.Spec.RestartPolicy == "Never")
            {
                EndPod("Failed", now);
                return false;
            }

            if (!init.IsDone)
            {
                Launch(init, pod, needs, now);
                EndAtOnce(init, now);
            }

            if (!init.IsDone)
            {
                return false;
            }
        }

        return true;
    }

    // An init container that ends at once need not be seen running.
    private static void EndAtOnce(ContainerRun init, DateTime now)
    {
        if (init.IsRunning && init.Due <= now)
        {
            init.End(now);
        }
    }

    private void RunMain(V1Pod pod, PodNeeds needs, DateTime now)
    {
        foreach (var main in Main.Where(main => main.Terminated is null || Restarts(main, pod)))
        {
            Launch(main, pod, needs, now);
        }

        if (!Main.All(main => main.Terminated is not null))
        {
            return;
        }

        if (!Main.Any(main => Restarts(main, pod)))
        {
            EndPod(Main.All(main => main.Succeeded) ? "Succeeded" : "Failed", now);
        }
    }

    private static bool Restarts(ContainerRun container, V1Pod pod) => (container.Spec.RestartPolicy ?? pod.Spec.RestartPolicy) switch
    {
        "Never" => false,
        "OnFailure" => !container.Succeeded,
        _ => true,
    };

    private void Launch(ContainerRun container, V1Pod pod, PodNeeds needs, DateTime now)
    {
        if (container.IsRunning || container.Due > now)
        {
            return;
        }

        if (container.Launch(pod, needs, images, now, _events) is { } fault)
        {
            _lacksObjects = true;
            TellOnce("Failed", $"Error: {fault}", container);
        }
    }

    private void TellOnce(string reason, string fault, ContainerRun? container)
    {
        if (_lastFault != fault)
        {
            _lastFault = fault;
            _events.Add(NodeEvent.Warning(reason, fault, container));
        }
    }

    private void Fail(string reason, string message, DateTime now)
    {
        Failure = (reason, message);
        EndPod("Failed", now);
    }

    private void EndPod(string phase, DateTime now)
    {
        foreach (var container in All.Where(container => container.IsRunning))
        {
            container.Stop(now, TimeSpan.Zero);
            container.End(now);
        }

        FinalPhase = phase;
    }

    private PodStep AdvanceEnd(V1Pod pod, DateTime now)
    {
        if (!_isStopping)
        {
            var asked = TimeSpan.FromSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? 30);
            _isStopping = true;
            _stopBy = now + (node.LongestGracePeriod is { } longest && longest < asked ? longest : asked);
            _events.AddRange(All.Where(container => container.IsRunning)
                .Select(container => NodeEvent.Normal("Killing", $"Stopping container {container.Spec.Name}", container)));
            return Step(now);
        }

        Stop(Main, now);
        EndDue(now);
        if (Main.All(main => !main.IsRunning))
        {
            Stop(Init, now);
            EndDue(now);
        }

        if (All.Any(container => container.IsRunning))
        {
            return Step(All.Min(container => container.Due));
        }

        foreach (var container in All.Where(container => container.Terminated is null))
        {
            container.GiveUp(now);
        }

        FinalPhase ??= Main.All(main => main.Succeeded) ? "Succeeded" : "Failed";
        return Step(null, isGone: true);
    }

    private void Stop(IEnumerable<ContainerRun> containers, DateTime now)
    {
        foreach (var container in containers.Where(container => container is { IsRunning: true, IsStopping: false }))
        {
            container.Stop(now, _stopBy > now ? _stopBy - now : TimeSpan.Zero);
        }
    }

    private DateTime? NextDue(V1Pod pod, DateTime now)
    {
        if (FinalPhase is not null)
        {
            return null;
        }

        if (All.Any(container => container.Terminated is not null && WantsRestart(container, pod)))
        {
            return now;
        }

        var deadline = pod.Spec.ActiveDeadlineSeconds is { } seconds ? AcceptedAt.AddSeconds(seconds) : (DateTime?)null;
        return All.SelectMany(container => new[] { container.Due, container.NextReadiness(now) }).Append(deadline).Min();
    }

    // A container whose turn has come: what goes before it is done.
    private bool WantsRestart(ContainerRun container, V1Pod pod) =>
        Init.TakeWhile(init => init != container).All(init => init.IsSidecar || init.IsDone)
        && (container.IsSidecar || (container.IsInit ? !container.IsDone : Restarts(container, pod)));
}
