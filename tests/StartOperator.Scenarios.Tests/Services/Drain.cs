using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A node is drained, with the real kubectl.</summary>
public sealed class Drain(Clusters clusters)
{
    private const ClusterCapabilities Needs = ClusterCapabilities.RunsPods | ClusterCapabilities.IsOwn;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryCluster]
    public async Task A_service_whose_data_is_elsewhere_moves_without_force(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        var kubectl = Kubectl(box);
        await box.AddNodeAsync("here");
        await box.AddNodeAsync("there");
        await box.ApplyAsync(TestPackage.Called("notes").With(box.OnItsNodes));
        var before = await box.RunningAsync("notes");

        await kubectl.RunAsync(Cancellation, "drain", before.Spec.NodeName, "--timeout=60s");
        var after = await box.RunningAsync("notes");

        after.Metadata.Uid.ShouldNotBe(before.Metadata.Uid);
        after.Spec.NodeName.ShouldNotBe(before.Spec.NodeName);
    }

    [Theory, OnEveryCluster]
    public async Task A_service_whose_data_is_on_the_node_waits_for_it_and_says_so(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        var kubectl = Kubectl(box);
        await box.AddNodeAsync("here");
        await box.AddNodeAsync("there");
        await box.ApplyAsync(TestPackage.Called("notes").WithData("main").With(box.OnItsNodes));
        var before = await box.RunningAsync("notes");
        var claim = await box.BoundAsync("notes-main");

        await kubectl.RunAsync(Cancellation, "drain", before.Spec.NodeName, "--timeout=60s");
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Unschedulable);
        await kubectl.RunAsync(Cancellation, "uncordon", before.Spec.NodeName);
        var after = await box.RunningAsync("notes");

        after.Spec.NodeName.ShouldBe(before.Spec.NodeName);
        (await box.FindAsync<V1PersistentVolumeClaim>("notes-main", c => c.Status.Phase == "Bound")).Metadata.Uid.ShouldBe(claim.Metadata.Uid);
    }

    private static KubectlRunner Kubectl(ServiceBox box)
    {
        Assert.SkipUnless(KubectlRunner.TryFind(out var reason), $"kubectl: {reason}");
        return new(box.Harness.KubeconfigPath);
    }
}
