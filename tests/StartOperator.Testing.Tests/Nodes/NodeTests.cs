using k8s.Models;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.ControlPlane;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Testing.Tests.Nodes;

/// <summary>A control plane that soon calls silent nodes lost.</summary>
public sealed class ImpatientCluster : IAsyncLifetime
{
    private SimulatedCluster? _cluster;

    public SimulatedCluster Cluster => _cluster ?? throw new InvalidOperationException("skipped");

    public async ValueTask InitializeAsync()
    {
        if (RealControlPlane.TryFindBinaries(out _, full: true))
        {
            _cluster = await SimulatedCluster.StartAsync(
                TestContext.Current.CancellationToken,
                SimulatedCluster.QuickNode with { Heartbeat = TimeSpan.FromMilliseconds(300) },
                new() { Full = true, NodeMonitorGracePeriod = TimeSpan.FromSeconds(3), ControllerManagerFlags = ["--node-monitor-period=500ms"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}

/// <summary>What happens to whole nodes; every test leaves them as it found them.</summary>
public sealed class NodeTests : IClassFixture<ImpatientCluster>
{
    public NodeTests(ImpatientCluster shared)
    {
        Clusters.SkipWithout(full: true);
        Cluster = shared.Cluster;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SimulatedCluster Cluster { get; }

    [Fact]
    public async Task A_node_tells_its_architecture_and_takes_its_labels_from_its_options()
    {
        await using var observer = new ClusterObserver(Cluster.Configuration);
        var qemu = await SimulatedNode.StartAsync(
            Cluster.Configuration,
            SimulatedCluster.QuickNode with
            {
                Name = "qemu-1",
                Architecture = "amd64",
                Labels = new Dictionary<string, string> { ["startoperator.io/emulates-arm64"] = "" },
            },
            Cancellation);

        var node = await observer.UntilAsync<V1Node>(new(null, "qemu-1"), node => IsReady(node) && node.Spec.Taints is null, Cancellation);

        node.Metadata.Labels["kubernetes.io/arch"].ShouldBe("amd64");
        node.Metadata.Labels.ShouldContainKey("startoperator.io/emulates-arm64");
        node.Status.NodeInfo.Architecture.ShouldBe("amd64");
        node.Status.Allocatable["pods"].ToInt32().ShouldBe(110);
        await RemoveAsync(qemu);
    }

    [Fact]
    public async Task A_lost_node_is_called_unreachable_and_recovers()
    {
        await using var box = await Box.CreateAsync(Cluster.Configuration, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        Cluster.Node.Lose();
        var lost = await box.Observer.UntilAsync<V1Node>(new(null, "arm-1"), node => !IsReady(node), Cancellation);
        lost.Status.Conditions.Single(condition => condition.Type == "Ready").Reason.ShouldBe("NodeStatusUnknown");
        await box.PodAsync("wallet", pod => !Observed.IsReady(pod), Cancellation);
        await Cluster.Node.RecoverAsync(Cancellation);

        await box.Observer.UntilAsync<V1Node>(new(null, "arm-1"), node => IsReady(node) && node.Spec.Taints is null, Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }

    [Fact]
    public async Task A_pod_deleted_on_a_lost_node_stays_until_the_node_is_back()
    {
        await using var box = await Box.CreateAsync(Cluster.Configuration, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        Cluster.Node.Lose();
        await box.Api.DeleteAsync<V1Pod>(box.Key("wallet"), new(), Cancellation);
        await box.Observer.UntilAsync<V1Node>(new(null, "arm-1"), node => !IsReady(node), Cancellation);
        (await box.PodAsync("wallet", _ => true, Cancellation)).Metadata.DeletionTimestamp.ShouldNotBeNull();
        await Cluster.Node.RecoverAsync(Cancellation);

        await box.Observer.UntilGoneAsync<V1Pod>(box.Key("wallet"), Cancellation);
    }

    [Fact]
    public async Task A_reboot_restarts_every_container_under_a_new_address()
    {
        await using var box = await Box.CreateAsync(Cluster.Configuration, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        var before = await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        await Cluster.Node.RebootAsync(Cancellation);

        var after = await box.PodAsync("wallet", pod => Observed.Container(pod)?.RestartCount == 1 && Observed.IsReady(pod), Cancellation);
        after.Metadata.Uid.ShouldBe(before.Metadata.Uid);
        after.Status.PodIP.ShouldNotBe(before.Status.PodIP);
        Observed.Container(after)!.LastState.Terminated.ExitCode.ShouldBe(255);
        (await box.Observer.UntilAnyAsync<Corev1Event>(posted => posted.Reason == "Rebooted", Cancellation)).InvolvedObject.Name.ShouldBe("arm-1");
    }

    [Fact]
    public async Task A_node_that_is_started_again_leaves_running_containers_running()
    {
        await using var box = await Box.CreateAsync(Cluster.Configuration, Cancellation);
        var node = await SimulatedNode.StartAsync(Cluster.Configuration, SimulatedCluster.QuickNode with { Name = "arm-2" }, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", spec => spec.NodeName = "arm-2"), Cancellation);
        var before = await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        await node.DisposeAsync();

        var again = await SimulatedNode.StartAsync(Cluster.Configuration, SimulatedCluster.QuickNode with { Name = "arm-2" }, Cancellation);
        await again.EndContainerAsync(box.Key("wallet"), "main", 1, Cancellation);

        var after = await box.PodAsync("wallet", pod => Observed.Container(pod)?.RestartCount == 1 && Observed.IsReady(pod), Cancellation);
        after.Status.PodIP.ShouldBe(before.Status.PodIP);
        after.Status.StartTime.ShouldBe(before.Status.StartTime);
        await RemoveAsync(again);
    }

    [Fact]
    public async Task Pods_live_on_while_the_API_server_restarts()
    {
        await using var box = await Box.CreateAsync(Cluster.Configuration, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        var before = await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        await Cluster.RestartApiServerAsync(Cancellation);
        await box.CreateAsync(Samples.Pod("later"), Cancellation);

        await box.PodAsync("later", Observed.IsReady, Cancellation);
        var after = await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        after.Metadata.Uid.ShouldBe(before.Metadata.Uid);
        Observed.Container(after)!.RestartCount.ShouldBe(0);
    }

    [Fact]
    public async Task The_real_kubectl_drains_a_node()
    {
        Assert.SkipUnless(KubectlRunner.TryFind(out var reason), $"kubectl: {reason}");
        await using var box = await Box.CreateAsync(Cluster.Configuration, Cancellation);
        var owner = await box.CreateAsync(Samples.ConfigMap("owner"), Cancellation);
        var pod = Samples.Pod("wallet");
        pod.Metadata.OwnerReferences = [new() { ApiVersion = "v1", Kind = "ConfigMap", Name = "owner", Uid = owner.Metadata.Uid, Controller = true }];
        pod.Metadata.Labels["drained"] = "yes";
        await box.CreateAsync(pod, Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        var output = await new KubectlRunner(Cluster.KubeconfigPath).RunAsync(Cancellation, "drain", "arm-1", "--pod-selector=drained=yes", "--timeout=20s");
        await box.Observer.UntilAsync<V1Node>(new(null, "arm-1"), node => node.Spec.Unschedulable == true, Cancellation);
        await Cluster.Node.CordonAsync(false, Cancellation);

        output.ShouldContain("node/arm-1 drained");
        await box.Observer.UntilGoneAsync<V1Pod>(box.Key("wallet"), Cancellation);
    }

    [Fact]
    public async Task A_cordoned_node_gets_no_pods_until_it_is_uncordoned()
    {
        await using var box = await Box.CreateAsync(Cluster.Configuration, Cancellation);
        await Cluster.Node.CordonAsync(true, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        var pod = await box.PodAsync("wallet", pod => Observed.Condition(pod, "PodScheduled") is { Status: "False" }, Cancellation);
        Observed.Condition(pod, "PodScheduled")!.Message.ShouldContain("node(s) were unschedulable");

        await Cluster.Node.CordonAsync(false, Cancellation);

        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }

    private async Task RemoveAsync(SimulatedNode node)
    {
        await node.DisposeAsync();
        await using var observer = new ClusterObserver(Cluster.Configuration);
        await observer.Api.DeleteAsync<V1Node>(new(null, node.Name), new(), Cancellation);
    }

    private static bool IsReady(V1Node node) => (node.Status?.Conditions ?? []).Any(condition => condition is { Type: "Ready", Status: "True" });
}
