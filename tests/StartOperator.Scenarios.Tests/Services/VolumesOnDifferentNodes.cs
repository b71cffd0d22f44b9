using StartOperator.Rendering.Status;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service would have to mount volumes that no node can mount together.</summary>
public sealed class VolumesOnDifferentNodes(Clusters clusters)
{
    private const ClusterCapabilities Needs = ClusterCapabilities.RunsPods | ClusterCapabilities.IsOwn;

    private static readonly TestPackage Reader = TestPackage.Called("reader").WithPointer("left", "left").WithPointer("right", "right");

    [Theory, OnEveryCluster]
    public async Task It_is_refused_with_both_named_and_the_targets_are_left_alone(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        var (one, two) = (await box.AddNodeAsync("one"), await box.AddNodeAsync("two"));
        await box.ApplyAsync(TestPackage.Called("left").WithData("main").With(box.On(one)));
        await box.ApplyAsync(TestPackage.Called("right").WithData("main").With(box.On(two)));
        var before = ((await box.RunningAsync("left")).Metadata.Uid, (await box.RunningAsync("right")).Metadata.Uid);

        await box.ApplyAsync(Reader.With(box.OnItsNodes));
        var service = await box.StalledAsync("reader", Reasons.VolumesOnDifferentNodes);
        await box.QuietAsync();

        var message = service.Condition(ConditionTypes.Stalled)!.Message;
        foreach (var word in (string[])["left-main", "right-main", one.Name, two.Name])
        {
            message.ShouldContain(word);
        }

        ((await box.RunningAsync("left")).Metadata.Uid, (await box.RunningAsync("right")).Metadata.Uid).ShouldBe(before);
        (await box.ListAsync(Kinds.Pod)).Count.ShouldBe(2);
    }

    [Theory, OnEveryCluster]
    public async Task Volumes_on_one_node_bring_the_service_there(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        var (one, _) = (await box.AddNodeAsync("one"), await box.AddNodeAsync("two"));
        await box.ApplyAsync(TestPackage.Called("left").WithData("main").With(box.On(one)));
        await box.ApplyAsync(TestPackage.Called("right").WithData("main").With(box.On(one)));
        await box.RunningAsync("left");
        await box.RunningAsync("right");

        await box.ApplyAsync(Reader.With(box.OnItsNodes));

        (await box.RunningAsync("reader")).Spec.NodeName.ShouldBe(one.Name);
    }
}
