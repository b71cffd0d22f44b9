using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>No node suits.</summary>
public sealed class Unschedulable(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    [Theory, OnEveryCluster]
    public async Task The_status_says_so_in_the_schedulers_words(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes.With(spec => spec with { Resources = new() { Requests = new Dictionary<string, string> { ["memory"] = "500Ti" } } }));
        var service = await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Unschedulable);

        service.Condition(ConditionTypes.Ready)!.Message.ShouldContain("Insufficient memory");
        service.Condition(ConditionTypes.Reconciling)!.Status.ShouldBe(ConditionStatus.True);
        service.Status!.Node.ShouldBeNull();
    }

    [Theory, OnEveryCluster]
    public async Task A_placement_that_is_put_right_takes_effect_at_once_since_nothing_runs_yet(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { Placement = new() { NodeSelector = new Dictionary<string, string> { ["nowhere"] = "to-be-found" } } }));
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Unschedulable);

        await box.PatchAsync("notes", """{"placement":null}""");

        await box.RunningAsync("notes");
    }

    [Theory, OnEveryCluster]
    public async Task A_node_of_another_architecture_does_not_get_the_pod(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Testing.Harnesses.ClusterCapabilities.IsOwn);
        var node = await box.AddNodeAsync("amd", architecture: "amd64");

        await box.ApplyAsync(Notes.With(box.On(node)));
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Unschedulable);
    }

    [Theory, OnEveryCluster]
    public async Task A_node_that_says_it_emulates_arm64_gets_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Testing.Harnesses.ClusterCapabilities.IsOwn);
        var node = await box.AddNodeAsync("emulator", architecture: "amd64", ("startoperator.io/emulates-arm64", ""));

        await box.ApplyAsync(Notes.With(box.On(node)));

        (await box.RunningAsync("notes")).Spec.NodeName.ShouldBe(node.Name);
        (await box.ReadyAsync("notes")).Status!.Node.ShouldBe(node.Name);
    }

    [Theory, OnEveryCluster]
    public async Task Services_that_are_colocated_share_a_node(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Testing.Harnesses.ClusterCapabilities.IsOwn);
        await box.AddNodeAsync("one");
        await box.AddNodeAsync("two");
        var colocated = Notes.With(spec => box.OnItsNodes(spec) with { Placement = box.OnItsNodes(spec).Placement! with { Colocate = Colocation.Box } });

        foreach (var name in (string[])["first", "second", "third", "fourth"])
        {
            await box.ApplyAsync(colocated.As(name).With(spec => spec with { Alias = name }));
            await box.RunningAsync(name);
        }

        (await box.ListAsync(Kinds.Pod)).Select(pod => pod.Spec.NodeName).Distinct().Count().ShouldBe(1);
    }
}
