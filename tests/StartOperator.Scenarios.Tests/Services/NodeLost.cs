using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>The node on which main runs falls silent.</summary>
public sealed class NodeLost(Clusters clusters)
{
    private const ClusterCapabilities Needs = ClusterCapabilities.RunsPods | ClusterCapabilities.ScriptsContainers | ClusterCapabilities.IsOwn;

    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    [Theory, OnEveryCluster]
    public async Task The_service_is_not_ready_and_names_the_node_until_the_node_is_back(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        var node = await box.AddNodeAsync("lost");
        await box.ApplyAsync(Notes.With(box.On(node)));
        var before = await box.RunningAsync("notes");

        node.Lose();
        var service = await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.NodeLost);
        service.Condition(ConditionTypes.Ready)!.Message.ShouldContain(node.Name);
        await node.RecoverAsync(TestContext.Current.CancellationToken);

        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task A_pod_that_nobody_can_vouch_for_is_not_replaced_until_it_is_surely_gone(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        var node = await box.AddNodeAsync("silent");
        await box.ApplyAsync(Notes.With(box.On(node)));
        var before = await box.RunningAsync("notes");

        node.Lose();
        await box.DeleteAsync(Kinds.Pod, "notes");
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Restarting);
        await box.QuietAsync();
        (await box.ListAsync(Kinds.Pod)).Single().Metadata.Uid.ShouldBe(before.Metadata.Uid);
        await box.Api.DeleteAsync(Kinds.Pod, box.Key("notes"), new() { GracePeriodSeconds = 0 }, TestContext.Current.CancellationToken);

        await box.FindAsync<V1Pod>("notes", pod => pod.Metadata.Uid != before.Metadata.Uid);
        await node.RecoverAsync(TestContext.Current.CancellationToken);
        await box.RunningAsync("notes");
    }

    [Theory, OnEveryCluster]
    public async Task A_node_that_reboots_starts_the_same_pod_again(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        var node = await box.AddNodeAsync("rebooting");
        await box.ApplyAsync(Notes.With(box.On(node)));
        var before = await box.RunningAsync("notes");

        await node.RebootAsync(TestContext.Current.CancellationToken);
        await box.FindAsync<V1Pod>("notes", pod => pod.Status.ContainerStatuses[0].RestartCount > before.Status.ContainerStatuses[0].RestartCount);

        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }
}
