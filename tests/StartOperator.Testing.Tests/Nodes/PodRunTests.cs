using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.Testing.Tests.Nodes;

/// <summary>The timing of a pod's life, on a clock that only the test moves.</summary>
public sealed class PodRunTests
{
    private readonly FakeTimeProvider _clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static PodNeeds NoNeeds { get; } = new(_ => null, _ => null, _ => null);

    [Fact]
    public void A_crashing_container_backs_off_ten_seconds_and_then_twice_as_long_each_time_up_to_five_minutes()
    {
        var (pod, run) = Pod(_ => ContainerPlan.Exits(1));
        var pauses = new List<string>();

        while (pauses.Count < 7)
        {
            var again = Settle(pod, run);
            pauses.Add(run.Main[0].Waiting!.Message.Split(' ')[1]);
            MoveTo(again);
        }

        pauses.ShouldBe(["10s", "20s", "40s", "1m20s", "2m40s", "5m0s", "5m0s"]);
    }

    [Fact]
    public void A_container_that_ran_for_ten_minutes_starts_over_with_its_back_off()
    {
        var runs = TimeSpan.Zero;
        var (pod, run) = Pod(_ => ContainerPlan.Exits(1, runs));
        MoveTo(Settle(pod, run));
        runs = TimeSpan.FromMinutes(11);
        MoveTo(Settle(pod, run));
        runs = TimeSpan.Zero;

        Settle(pod, run);

        run.Main[0].Waiting!.Message.ShouldStartWith("back-off 10s ");
    }

    [Fact]
    public void A_container_gets_ready_when_its_time_has_come()
    {
        var (pod, run) = Pod(_ => new() { ReadyAfter = TimeSpan.FromSeconds(5) });

        var again = Settle(pod, run);

        run.Main[0].IsReady(Now).ShouldBeFalse();
        again.ShouldBe(Now.AddSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(5));
        run.Main[0].IsReady(Now).ShouldBeTrue();
    }

    [Fact]
    public void A_container_gets_its_pods_grace_period()
    {
        var (pod, run) = Pod(_ => new() { StopsAfter = TimeSpan.FromSeconds(20), StopExitCode = 0 });
        Settle(pod, run);
        pod.Metadata.DeletionTimestamp = Now;
        pod.Metadata.DeletionGracePeriodSeconds = 30;

        var again = Settle(pod, run);

        run.Main[0].IsRunning.ShouldBeTrue();
        again.ShouldBe(Now.AddSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(20));
        run.Advance(pod, NoNeeds, Now).IsGone.ShouldBeTrue();
        run.FinalPhase.ShouldBe("Succeeded");
    }

    [Fact]
    public void A_sidecar_stops_after_the_main_container()
    {
        var (pod, run) = Pod(
            _ => new() { StopsAfter = TimeSpan.FromSeconds(5) }, spec => spec.InitContainers = [Samples.Container("proxy", "Always")]);
        Settle(pod, run);
        pod.Metadata.DeletionTimestamp = Now;
        pod.Metadata.DeletionGracePeriodSeconds = 30;
        MoveTo(Settle(pod, run));

        MoveTo(Settle(pod, run));

        run.Advance(pod, NoNeeds, Now).IsGone.ShouldBeTrue();
        (run.Init[0].Terminated!.FinishedAt - run.Main[0].Terminated!.FinishedAt).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_pod_past_its_deadline_fails()
    {
        var (pod, run) = Pod(_ => ContainerPlan.Runs, spec => spec.ActiveDeadlineSeconds = 60);
        var again = Settle(pod, run);
        again.ShouldBe(Now.AddSeconds(60));
        _clock.Advance(TimeSpan.FromSeconds(60));

        Settle(pod, run);

        PodReport.Of(pod, run, "127.0.0.1", Now).Phase.ShouldBe("Failed");
        PodReport.Of(pod, run, "127.0.0.1", Now).Reason.ShouldBe("DeadlineExceeded");
    }

    [Fact]
    public void A_sidecar_that_crashes_is_restarted_and_the_main_container_left_alone()
    {
        var (pod, run) = Pod(_ => ContainerPlan.Runs, spec => spec.InitContainers = [Samples.Container("proxy", "Always")]);
        Settle(pod, run);
        run.Init[0].End(Now, 1);

        Settle(pod, run);

        run.Init[0].RestartCount.ShouldBe(1);
        run.Init[0].IsRunning.ShouldBeTrue();
        run.Main[0].RestartCount.ShouldBe(0);
    }

    [Fact]
    public void After_a_power_loss_init_containers_run_again_before_the_main_one()
    {
        var (pod, run) = Pod(
            start => start is { IsInit: true, Attempt: > 0 } ? ContainerPlan.Runs : ContainerPlan.Default(start),
            spec => spec.InitContainers = [Samples.Container("assets")]);
        Settle(pod, run);
        PodReport.Of(pod, run, "127.0.0.1", Now).Phase.ShouldBe("Running");

        run.LosePower(Now, "10.0.0.3");
        Settle(pod, run);

        run.Init[0].IsRunning.ShouldBeTrue();
        run.Main[0].IsRunning.ShouldBeFalse();
        var report = PodReport.Of(pod, run, "127.0.0.1", Now);
        (report.Phase, Initialized(report)).ShouldBe(("Pending", "True"));

        static string Initialized(V1PodStatus status) => status.Conditions.Single(condition => condition.Type == "Initialized").Status;
    }

    [Fact]
    public void A_failing_init_container_is_restarted_unless_its_pod_is_not()
    {
        var (pod, run) = Pod(start => start.IsInit ? ContainerPlan.Exits(5) : ContainerPlan.Runs, Never);

        Settle(pod, run);

        run.FinalPhase.ShouldBe("Failed");
        run.Main[0].NeverStarted.ShouldBeTrue();

        static void Never(V1PodSpec spec)
        {
            spec.RestartPolicy = "Never";
            spec.InitContainers = [Samples.Container("assets")];
        }
    }

    [Fact]
    public void An_image_is_pulled_once_and_then_present()
    {
        var images = new HashSet<string>();
        var (pod, run) = Pod(_ => new() { PullsFor = TimeSpan.FromSeconds(90) }, images: images);

        MoveTo(Settle(pod, run));
        Settle(pod, run);
        var (other, second) = Pod(_ => ContainerPlan.Runs, images: images);
        Settle(other, second);

        run.TakeEvents().Select(told => told.Message).ShouldContain(
            $"Successfully pulled image \"{Samples.Image}\" in 1m30s (1m30s including waiting). Image size: 0 bytes.");
        second.TakeEvents()[0].Message.ShouldBe($"Container image \"{Samples.Image}\" already present on machine and can be accessed by the pod");
    }

    [Fact]
    public void What_comes_after_it_was_looked_for_and_before_the_look_ends_is_awaited()
    {
        var (pod, run) = Pod(_ => ContainerPlan.Runs, spec => spec.Volumes = [new() { Name = "settings", ConfigMap = new() { Name = "settings" } }]);
        var awaited = new List<bool>();
        var needs = NoNeeds with
        {
            ConfigMap = _ =>
            {
                awaited.Add(run.WaitsForObjects);
                return null;
            },
        };

        run.Advance(pod, needs, Now);
        awaited.ShouldBeEmpty();
        run.WaitsForObjects.ShouldBeFalse();
        run.Advance(pod, needs, Now).Again.ShouldBeNull();

        awaited.ShouldBe([true]);
        run.WaitsForObjects.ShouldBeTrue();
        run.Advance(pod, NoNeeds with { ConfigMap = _ => new HashSet<string>() }, Now);
        run.WaitsForObjects.ShouldBeFalse();
    }

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    private void MoveTo(DateTime? time) => _clock.Advance(time!.Value - Now);

    private (V1Pod Pod, PodRun Run) Pod(ContainerBehaviour behaviour, Action<V1PodSpec>? change = null, HashSet<string>? images = null)
    {
        var pod = Samples.Pod("wallet", change);
        pod.Metadata.NamespaceProperty = "box";
        pod.Metadata.Uid = Guid.NewGuid().ToString();
        var node = new SimulatedNodeOptions { Behaviour = behaviour, Clock = _clock };
        return (pod, new PodRun(pod, node, images ?? [], "10.0.0.2", Now));
    }

    /// <returns>When something happens next.</returns>
    private DateTime? Settle(V1Pod pod, PodRun run)
    {
        for (var steps = 0; steps < 20; steps++)
        {
            if (run.Advance(pod, NoNeeds, Now) is var step && !(step.Again <= Now))
            {
                return step.Again;
            }
        }

        throw new InvalidOperationException("the pod does not come to rest");
    }
}
