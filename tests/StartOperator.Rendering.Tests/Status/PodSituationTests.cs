using System.Text.Json;
using k8s;
using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Status;

/// <summary>Pods as schedulers and kubelets leave them, in the folder pods/.</summary>
public sealed class PodSituationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("running")]
    [InlineData("running-again")]
    public void Main_runs(string pod) => Situation(pod).ShouldBe(new Situation.Running());

    [Theory]
    [InlineData("just-made", Reasons.Scheduling, "main waits for the scheduler")]
    [InlineData("scheduling-gated", Reasons.Scheduling, "Scheduling is blocked due to non-empty scheduling gates")]
    [InlineData("scheduled", Reasons.Starting, "main is being started")]
    [InlineData("laying-out-assets", Reasons.Starting, "init container assets-pages is at work")]
    [InlineData("creating", Reasons.Starting, "ContainerCreating")]
    [InlineData("ended-well", Reasons.Starting, "main is being started")]
    [InlineData("ended-by-sigterm", Reasons.Starting, "main is being started")]
    public void Main_is_on_its_way(string pod, string reason, string message) => Situation(pod).ShouldBe(new Situation.Progressing(reason, message));

    [Theory]
    [InlineData("unschedulable", Reasons.Unschedulable, "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.")]
    [InlineData("pull-fails", Reasons.ImagePull, "main: ErrImagePull: failed to pull and unpack image: not found")]
    [InlineData("pull-back-off", Reasons.ImagePull, "main: ImagePullBackOff: Back-off pulling image \"tea:1\"")]
    [InlineData("no-such-command", Reasons.ContainerFailed, "main: RunContainerError: exec: \"serve.sh\": executable file not found in $PATH")]
    [InlineData("crashed", Reasons.CrashLoop, "main ended with exit code 137 (OOMKilled)")]
    [InlineData("node-lost", Reasons.NodeLost, "main's node pi does not report it as ready: node is unreachable")]
    [InlineData(
        "init-crash-loop",
        Reasons.CrashLoop,
        "assets-pages: CrashLoopBackOff: back-off 40s restarting failed container=assets-pages pod=tea_home(1); it last ended with exit code 2 (Error): assets.tar.gz: not a tar")]
    [InlineData(
        "crash-loop-third-wait",
        Reasons.CrashLoop,
        "main: CrashLoopBackOff: back-off 40s restarting failed container=main pod=tea_home(1); it last ended with exit code 1 (Error): no kettle")]
    public void Main_fails(string pod, string reason, string message)
    {
        var failing = Situation(pod).ShouldBeOfType<Situation.Failing>();
        (failing.Reason, failing.Message).ShouldBe((reason, message));
    }

    [Theory]
    [InlineData("unschedulable", 0)]
    [InlineData("pull-back-off", 1)]
    [InlineData("init-crash-loop", 1)]
    [InlineData("crashed", 185)]
    [InlineData("node-lost", 1800)]
    public void What_fails_has_failed_since_it_was_last_known_to_be_well(string pod, int secondsAfterNoon) =>
        Situation(pod).ShouldBeOfType<Situation.Failing>().Since.ShouldBe(Noon.AddSeconds(secondsAfterNoon));

    [Theory]
    [InlineData("crash-loop-first-wait", 0)]
    [InlineData("crash-loop-third-wait", 10 + 20)]
    [InlineData("crash-loop-longest-wait", 10 + 20 + 40 + 80 + 160)]
    [InlineData("crash-loop-for-long", 10 + 20 + 40 + 80 + 160 + (3 * 300))]
    [InlineData("crash-loop-after-a-healthy-year", 0)]
    [InlineData("crash-loop-capped", 10 + 20 + 40 + (2 * 60))]
    [InlineData("crash-loop-other-words", 0)]
    public void A_crash_loop_is_as_old_as_the_kubelets_waits_although_every_restart_made_the_pod_ready(string pod, int secondsBeforeNoon) =>
        Situation(pod).ShouldBeOfType<Situation.Failing>().Since.ShouldBe(Noon.AddSeconds(-secondsBeforeNoon));

    [Fact]
    public void A_crash_loop_that_goes_on_stalls()
    {
        var situation = Situation("crash-loop-for-long");
        Readiness.Judge(situation, Noon.AddSeconds(1)).Single(v => v.Type == ConditionTypes.Stalled).Status.ShouldBe(ConditionStatus.True);
    }

    private static Situation Situation(string pod)
    {
        var json = ResourceYaml.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "pods", pod + ".yaml"))).ShouldHaveSingleItem();
        return PodSituation.Of(KubernetesJson.Deserialize<V1Pod>(JsonSerializer.Serialize(json)));
    }
}
