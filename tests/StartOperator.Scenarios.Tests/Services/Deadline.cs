using k8s.Models;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Something keeps failing for longer than the deadline of ten minutes: then a person is called for, and it is still tried.</summary>
[Collection(OwnOperators.Name)]
public sealed class Deadline(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    [Theory, OnEveryCluster]
    public Task A_crash_loop_a_missing_image_and_a_missing_node_call_for_a_person_after_ten_minutes_and_are_still_tried(string cluster) => Task.WhenAll(
        StallsAsync(cluster, Notes, _ => ContainerPlan.Exits(1), Reasons.CrashLoop),
        StallsAsync(cluster, Notes, _ => ContainerPlan.Exits(1, TimeSpan.FromMilliseconds(300)), Reasons.CrashLoop),
        StallsAsync(cluster, Notes, _ => ContainerPlan.CannotPull("manifest unknown"), Reasons.ImagePull),
        StallsAsync(
            cluster,
            Notes.With(spec => spec with { Placement = new() { NodeSelector = new Dictionary<string, string> { ["nowhere"] = "to-be-found" } } }),
            ContainerPlan.Default,
            Reasons.Unschedulable));

    private async Task StallsAsync(string cluster, TestPackage package, ContainerBehaviour behaviour, string reason)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.ScriptsContainers);
        box.Behave(behaviour);
        await box.StartOperatorAsync(new() { Clock = new FastClock(60), RequestTimeout = TimeSpan.FromMinutes(30) });

        await box.ApplyAsync(package);
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, reason);
        var service = await box.StalledAsync("notes", reason);

        service.Condition(ConditionTypes.Reconciling)!.Status.ShouldBe(ConditionStatus.True);
        (await box.FindAsync<V1Pod>("notes", pod => pod.Metadata.DeletionTimestamp is null)).Metadata.Name.ShouldBe("notes");
    }
}
