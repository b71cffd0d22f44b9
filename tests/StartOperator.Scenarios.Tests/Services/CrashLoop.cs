using StartOperator.LocalCluster.Nodes;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Main keeps ending.</summary>
public sealed class CrashLoop(Clusters clusters)
{
    private const ClusterCapabilities Needs = ClusterCapabilities.RunsPods | ClusterCapabilities.ScriptsContainers;

    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    [Theory, OnEveryCluster]
    public async Task The_status_says_so_with_the_exit_code_and_what_main_last_said(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        box.Behave(_ => ContainerPlan.Exits(3) with { TerminationMessage = "no wallet" });

        await box.ApplyAsync(Notes);
        var service = await box.ServiceAsync(
            "notes", s => s.Condition(ConditionTypes.Ready) is { Reason: Reasons.CrashLoop } ready && ready.Message.Contains("no wallet", StringComparison.Ordinal));

        service.Condition(ConditionTypes.Ready)!.Status.ShouldBe(ConditionStatus.False);
        service.Condition(ConditionTypes.Ready)!.Message.ShouldContain("exit code 3");
        service.Condition(ConditionTypes.Reconciling)!.Status.ShouldBe(ConditionStatus.True);
        service.Condition(ConditionTypes.Stalled)!.Status.ShouldBe(ConditionStatus.False);
        await box.EventAsync("notes", Reasons.CrashLoop);
    }

    [Theory, OnEveryCluster]
    public async Task The_pod_stays_the_same_and_kubelet_tries_again(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        box.Behave(_ => ContainerPlan.Exits(1));

        await box.ApplyAsync(Notes);
        var first = await box.FindAsync<k8s.Models.V1Pod>("notes", pod => pod.Status?.ContainerStatuses?[0].RestartCount >= 1);
        var later = await box.FindAsync<k8s.Models.V1Pod>("notes", pod => pod.Status?.ContainerStatuses?[0].RestartCount >= 3);

        later.Metadata.Uid.ShouldBe(first.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task A_main_that_runs_for_a_moment_each_time_does_not_make_the_service_ready_each_time(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        box.Behave(_ => ContainerPlan.Exits(1, TimeSpan.FromMilliseconds(300)));
        await box.ApplyAsync(Notes);
        await box.FindAsync<k8s.Models.V1Pod>("notes", pod => pod.Status?.ContainerStatuses?[0].RestartCount >= 1);
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False);
        using var services = box.Record<StartService>();

        await box.FindAsync<k8s.Models.V1Pod>("notes", pod => pod.Status?.ContainerStatuses?[0].RestartCount >= 4);

        services.Changes.Select(c => c.After!.Condition(ConditionTypes.Ready)!).ShouldAllBe(ready => ready.Status == ConditionStatus.False);
    }

    [Theory, OnEveryCluster]
    public async Task A_main_that_runs_again_makes_the_service_ready(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        box.Behave(start => start.Attempt < 2 ? ContainerPlan.Exits(1) : ContainerPlan.Runs);

        await box.ApplyAsync(Notes);
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.CrashLoop);
        await box.FindAsync<k8s.Models.V1Pod>("notes", pod => pod.Status?.ContainerStatuses?[0].RestartCount == 2);

        (await box.RunningAsync("notes")).Status.ContainerStatuses[0].State.Running.ShouldNotBeNull();
    }

    [Theory]
    [OnEveryCluster(0)]
    [OnEveryCluster(143)]
    public async Task An_end_that_StartOS_takes_for_a_success_is_no_crash(string cluster, int exitCode)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        box.Behave(start => start.Attempt == 0 ? ContainerPlan.Exits(exitCode, TimeSpan.FromMilliseconds(200)) : ContainerPlan.Runs);

        await box.ApplyAsync(Notes);
        await box.FindAsync<k8s.Models.V1Pod>("notes", pod => pod.Status?.ContainerStatuses?[0].RestartCount >= 1);
        await box.RunningAsync("notes");

        (await box.EventsAsync("notes")).ShouldNotContain(Reasons.CrashLoop);
    }
}
