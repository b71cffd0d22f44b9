using k8s.Models;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.Testing.Tests.Nodes;

/// <summary>A pod on a simulated node, as kube-apiserver, kube-scheduler and kube-controller-manager see it.</summary>
public sealed class PodLifeTests(Clusters shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_with_a_claim_is_scheduled_bound_and_runs()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);

        var pod = await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        pod.Spec.NodeName.ShouldBe("arm-1");
        pod.Status.Phase.ShouldBe("Running");
        pod.Status.PodIP.ShouldNotBeNullOrEmpty();
        pod.Status.HostIP.ShouldBe("127.0.0.1");
        pod.Status.ObservedGeneration.ShouldBe(pod.Metadata.Generation);
        pod.Status.Conditions.Select(condition => $"{condition.Type}={condition.Status}").ShouldBe(
            ["PodReadyToStartContainers=True", "Initialized=True", "Ready=True", "ContainersReady=True", "PodScheduled=True"]);
        var main = pod.Status.ContainerStatuses.ShouldHaveSingleItem();
        main.ContainerID.ShouldStartWith("containerd://");
        main.State.Running.StartedAt.ShouldNotBeNull();
        main.VolumeMounts.ShouldHaveSingleItem().MountPath.ShouldBe("/data");
        var claim = await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Status.Phase == "Bound", Cancellation);
        claim.Spec.VolumeName.ShouldBe($"pvc-{claim.Metadata.Uid}");
    }

    [Fact]
    public async Task A_pod_that_starts_is_told_in_events()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);

        var started = await box.EventAsync("wallet", "Started", Cancellation);

        started.Source.Component.ShouldBe("kubelet");
        started.Source.Host.ShouldBe("arm-1");
        started.InvolvedObject.FieldPath.ShouldBe("spec.containers{main}");
        await box.EventAsync("wallet", "Pulled", Cancellation);
        await box.EventAsync("wallet", "Created", Cancellation);
    }

    [Fact]
    public async Task Two_pods_have_two_addresses()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Pod("one"), Cancellation);
        await box.CreateAsync(Samples.Pod("two"), Cancellation);

        var one = await box.PodAsync("one", Observed.IsReady, Cancellation);
        var two = await box.PodAsync("two", Observed.IsReady, Cancellation);

        one.Status.PodIP.ShouldNotBe(two.Status.PodIP);
    }

    [Fact]
    public async Task Init_containers_run_one_after_the_other_and_sidecars_stay()
    {
        var order = new List<string>();
        await using var box = await shared.BoxAsync(start =>
        {
            order.Add(start.Container.Name);
            return ContainerPlan.Default(start);
        });
        await box.CreateAsync(
            Samples.Pod("wallet", spec => spec.InitContainers =
                [Samples.Container("first"), Samples.Container("proxy", restartPolicy: "Always"), Samples.Container("second")]),
            Cancellation);

        var pod = await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        order.ShouldBe(["first", "proxy", "second", "main"]);
        Observed.Container(pod, "first")!.State.Terminated.ExitCode.ShouldBe(0);
        Observed.Container(pod, "proxy")!.State.Running.ShouldNotBeNull();
        Observed.Container(pod, "second")!.State.Terminated.Reason.ShouldBe("Completed");
    }

    [Fact]
    public async Task A_pod_waits_while_an_init_container_runs()
    {
        await using var box = await shared.BoxAsync(start => start.IsInit ? ContainerPlan.Runs : ContainerPlan.Default(start));
        await box.CreateAsync(Samples.Pod("wallet", spec => spec.InitContainers = [Samples.Container("assets")]), Cancellation);

        var pod = await box.PodAsync("wallet", pod => Observed.Container(pod, "assets")?.State.Running is not null, Cancellation);

        pod.Status.Phase.ShouldBe("Pending");
        Observed.WaitingReason(pod, "main").ShouldBe("PodInitializing");
        Observed.Condition(pod, "Initialized")!.Message.ShouldBe("containers with incomplete status: [assets]");
    }

    [Fact]
    public async Task A_container_that_never_gets_ready_keeps_its_pod_unready()
    {
        await using var box = await shared.BoxAsync(_ => ContainerPlan.NeverReady);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);

        var pod = await box.PodAsync("wallet", pod => pod.Status.Phase == "Running", Cancellation);

        Observed.Condition(pod, "Ready")!.Status.ShouldBe("False");
        Observed.Condition(pod, "ContainersReady")!.Message.ShouldBe("containers with unready status: [main]");
    }

    [Fact]
    public async Task A_pod_that_is_not_restarted_succeeds()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Pod("once", spec => spec.RestartPolicy = "Never"), Cancellation);

        var pod = await box.PodAsync("once", pod => pod.Status.Phase == "Succeeded", Cancellation);

        Observed.Container(pod)!.State.Terminated.Reason.ShouldBe("Completed");
        Observed.Condition(pod, "Ready")!.Reason.ShouldBe("PodCompleted");
    }

    [Fact]
    public async Task A_pod_that_is_not_restarted_fails_with_its_exit_code()
    {
        await using var box = await shared.BoxAsync(_ => ContainerPlan.Exits(7) with { TerminationMessage = "no such wallet" });
        await box.CreateAsync(Samples.Pod("once", spec => spec.RestartPolicy = "Never"), Cancellation);

        var pod = await box.PodAsync("once", pod => pod.Status.Phase == "Failed", Cancellation);

        Observed.Container(pod)!.State.Terminated.ExitCode.ShouldBe(7);
        Observed.Container(pod)!.State.Terminated.Message.ShouldBe("no such wallet");
    }

    [Fact]
    public async Task A_deleted_pod_is_stopped_and_gone()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        using var last = box.Observer.Record<V1Pod>(box.Key("wallet"));

        await box.Api.DeleteAsync<V1Pod>(box.Key("wallet"), new(), Cancellation);
        await box.Observer.UntilGoneAsync<V1Pod>(box.Key("wallet"), Cancellation);

        await box.EventAsync("wallet", "Killing", Cancellation);
        last.Seen[^1].Status.Phase.ShouldBe("Failed");
        Observed.Container(last.Seen[^1])!.State.Terminated.ExitCode.ShouldBe(143);
    }

    [Fact]
    public async Task A_container_that_ignores_SIGTERM_is_killed_after_the_grace_period()
    {
        await using var box = await shared.BoxAsync(_ => new() { StopsAfter = TimeSpan.FromHours(1) });
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        using var last = box.Observer.Record<V1Pod>(box.Key("wallet"));

        await box.Api.DeleteAsync<V1Pod>(box.Key("wallet"), new(), Cancellation);
        await box.Observer.UntilGoneAsync<V1Pod>(box.Key("wallet"), Cancellation);

        Observed.Container(last.Seen[^1])!.State.Terminated.ExitCode.ShouldBe(137);
    }
}
