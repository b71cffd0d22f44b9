using k8s.Models;
using StartOperator.LocalCluster.Controllers;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Testing.Tests.Nodes;

/// <summary>Control planes that soon call silent nodes lost.</summary>
public sealed class ImpatientClusters : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Lazy<Task<SimulatedCluster>> _real = new(() => SimulatedCluster.StartAsync(
        CancellationToken.None,
        SimulatedCluster.QuickNode with { Heartbeat = TimeSpan.FromMilliseconds(300) },
        new() { Full = true, NodeMonitorGracePeriod = Patience, ControllerManagerFlags = ["--node-monitor-period=500ms"] }));

    private readonly Lazy<Task<SimulatedCluster>> _local = new(() => SimulatedCluster.StartAsync(
        CancellationToken.None,
        SimulatedCluster.QuickNode with { Heartbeat = TimeSpan.FromMilliseconds(300) },
        new(),
        new() { Components = ClusterComponents.All, NodeMonitorGracePeriod = Patience }));

    public async Task<SimulatedCluster> GetAsync(string name = Clusters.Real)
    {
        Clusters.SkipWithout(full: name == Clusters.Real);
        return await (name == Clusters.Real ? _real : _local).Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in new[] { _real, _local }.Where(cluster => cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await cluster.Value).DisposeAsync();
        }
    }
}

/// <summary>What happens to whole nodes; every test leaves them as it found them.</summary>
public sealed class NodeTests(ImpatientClusters clusters) : IClassFixture<ImpatientClusters>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_tells_its_architecture_and_takes_its_labels_from_its_options()
    {
        var cluster = await clusters.GetAsync();
        await using var observer = new ClusterObserver(cluster.Configuration);
        var qemu = await SimulatedNode.StartAsync(
            cluster.Configuration,
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
        await RemoveAsync(cluster, qemu);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_lost_node_is_called_unreachable_and_recovers(string name)
    {
        var cluster = await clusters.GetAsync(name);
        await using var box = await Box.CreateAsync(cluster.Configuration, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        cluster.Node.Lose();
        var lost = await box.Observer.UntilAsync<V1Node>(new(null, "arm-1"), node => !IsReady(node), Cancellation);
        lost.Status.Conditions.Select(condition => $"{condition.Type} {condition.Status} {condition.Reason} {condition.Message}").ShouldBe(
        [
            "MemoryPressure Unknown NodeStatusUnknown Kubelet stopped posting node status.",
            "DiskPressure Unknown NodeStatusUnknown Kubelet stopped posting node status.",
            "PIDPressure Unknown NodeStatusUnknown Kubelet stopped posting node status.",
            "Ready Unknown NodeStatusUnknown Kubelet stopped posting node status.",
        ]);
        await box.Observer.UntilAsync<V1Node>(
            new(null, "arm-1"),
            node => (node.Spec.Taints ?? []).Any(taint => taint is { Key: "node.kubernetes.io/unreachable", Effect: "NoSchedule" }),
            Cancellation);
        await box.PodAsync("wallet", pod => !Observed.IsReady(pod), Cancellation);
        (await box.EventAsync("wallet", "NodeNotReady", Cancellation)).Message.ShouldBe("Node is not ready");
        await cluster.Node.RecoverAsync(Cancellation);

        await box.Observer.UntilAsync<V1Node>(new(null, "arm-1"), node => IsReady(node) && node.Spec.Taints is null, Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_pod_deleted_on_a_lost_node_stays_until_the_node_is_back(string name)
    {
        var cluster = await clusters.GetAsync(name);
        await using var box = await Box.CreateAsync(cluster.Configuration, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        cluster.Node.Lose();
        await box.Api.DeleteAsync<V1Pod>(box.Key("wallet"), new(), Cancellation);
        await box.Observer.UntilAsync<V1Node>(new(null, "arm-1"), node => !IsReady(node), Cancellation);
        (await box.PodAsync("wallet", _ => true, Cancellation)).Metadata.DeletionTimestamp.ShouldNotBeNull();
        await cluster.Node.RecoverAsync(Cancellation);

        await box.Observer.UntilGoneAsync<V1Pod>(box.Key("wallet"), Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_reboot_restarts_every_container_under_a_new_address(string name)
    {
        var cluster = await clusters.GetAsync(name);
        await using var box = await Box.CreateAsync(cluster.Configuration, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", spec => spec.InitContainers = [Samples.Container("assets")]), Cancellation);
        var before = await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        await cluster.Node.RebootAsync(Cancellation);

        var after = await box.PodAsync("wallet", pod => Observed.Container(pod, "main")?.RestartCount == 1 && Observed.IsReady(pod), Cancellation);
        after.Metadata.Uid.ShouldBe(before.Metadata.Uid);
        after.Status.PodIP.ShouldNotBe(before.Status.PodIP);
        Observed.Container(after, "main")!.LastState.Terminated.ExitCode.ShouldBe(255);
        Observed.Container(after, "assets")!.RestartCount.ShouldBe(1);
        (await box.Observer.UntilAnyAsync<Corev1Event>(posted => posted.Reason == "Rebooted", Cancellation)).InvolvedObject.Name.ShouldBe("arm-1");
    }

    [Fact]
    public async Task A_node_that_is_started_again_leaves_running_containers_running()
    {
        var cluster = await clusters.GetAsync();
        await using var box = await Box.CreateAsync(cluster.Configuration, Cancellation);
        var node = await SimulatedNode.StartAsync(cluster.Configuration, SimulatedCluster.QuickNode with { Name = "arm-2" }, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", spec => spec.NodeName = "arm-2"), Cancellation);
        var before = await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        await node.DisposeAsync();

        var again = await SimulatedNode.StartAsync(cluster.Configuration, SimulatedCluster.QuickNode with { Name = "arm-2" }, Cancellation);
        await again.EndContainerAsync(box.Key("wallet"), "main", 1, Cancellation);

        var after = await box.PodAsync("wallet", pod => Observed.Container(pod)?.RestartCount == 1 && Observed.IsReady(pod), Cancellation);
        after.Status.PodIP.ShouldBe(before.Status.PodIP);
        after.Status.StartTime.ShouldBe(before.Status.StartTime);
        await RemoveAsync(cluster, again);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task Pods_live_on_while_the_API_server_restarts(string name)
    {
        var cluster = await clusters.GetAsync(name);
        await using var box = await Box.CreateAsync(cluster.Configuration, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        var before = await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        await cluster.RestartApiServerAsync(Cancellation);
        await box.CreateAsync(Samples.Pod("later"), Cancellation);

        await box.PodAsync("later", Observed.IsReady, Cancellation);
        var after = await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        after.Metadata.Uid.ShouldBe(before.Metadata.Uid);
        Observed.Container(after)!.RestartCount.ShouldBe(0);
    }

    [Fact]
    public async Task The_real_kubectl_drains_a_node()
    {
        var cluster = await clusters.GetAsync();
        Assert.SkipUnless(KubectlRunner.TryFind(out var reason), $"kubectl: {reason}");
        await using var box = await Box.CreateAsync(cluster.Configuration, Cancellation);
        var owner = await box.CreateAsync(Samples.ConfigMap("owner"), Cancellation);
        var pod = Samples.Pod("wallet");
        pod.Metadata.OwnerReferences = [new() { ApiVersion = "v1", Kind = "ConfigMap", Name = "owner", Uid = owner.Metadata.Uid, Controller = true }];
        pod.Metadata.Labels["drained"] = "yes";
        await box.CreateAsync(pod, Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        var output = await new KubectlRunner(cluster.KubeconfigPath).RunAsync(
            Cancellation, "drain", "arm-1", "--pod-selector=drained=yes", "--timeout=20s");
        await box.Observer.UntilAsync<V1Node>(new(null, "arm-1"), node => node.Spec.Unschedulable == true, Cancellation);
        await cluster.Node.CordonAsync(false, Cancellation);

        output.ShouldContain("node/arm-1 drained");
        await box.Observer.UntilGoneAsync<V1Pod>(box.Key("wallet"), Cancellation);
    }

    [Fact]
    public async Task Draining_waits_for_a_disruption_budget()
    {
        var cluster = await clusters.GetAsync();
        await using var box = await Box.CreateAsync(cluster.Configuration, Cancellation);
        var node = await SimulatedNode.StartAsync(cluster.Configuration, SimulatedCluster.QuickNode with { Name = "arm-3" }, Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", spec => spec.NodeName = "arm-3"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        await box.CreateAsync(
            new V1PodDisruptionBudget
            {
                ApiVersion = "policy/v1",
                Kind = "PodDisruptionBudget",
                Metadata = new() { Name = "hold" },
                Spec = new() { MinAvailable = 1, Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "wallet" } } },
            },
            Cancellation);
        await box.Observer.UntilAsync<V1PodDisruptionBudget>(box.Key("hold"), budget => budget.Status?.CurrentHealthy == 1, Cancellation);

        var draining = node.DrainAsync(Cancellation);
        await box.Observer.UntilAsync<V1Node>(new(null, "arm-3"), seen => seen.Spec.Unschedulable == true, Cancellation);
        draining.IsCompleted.ShouldBeFalse();
        (await box.PodAsync("wallet", _ => true, Cancellation)).Metadata.DeletionTimestamp.ShouldBeNull();
        await box.Api.DeleteAsync<V1PodDisruptionBudget>(box.Key("hold"), new(), Cancellation);

        await draining;
        (await box.Api.FindAsync<V1Pod>(box.Key("wallet"), Cancellation)).ShouldBeNull();
        await RemoveAsync(cluster, node);
    }

    [Fact]
    public async Task A_cordoned_node_gets_no_pods_until_it_is_uncordoned()
    {
        var cluster = await clusters.GetAsync();
        await using var box = await Box.CreateAsync(cluster.Configuration, Cancellation);
        await cluster.Node.CordonAsync(true, Cancellation);
        await box.Observer.UntilAsync<V1Node>(
            new(null, "arm-1"), node => (node.Spec.Taints ?? []).Any(taint => taint.Key == "node.kubernetes.io/unschedulable"), Cancellation);
        var pod = await CreateUnscheduledAsync(box);
        Observed.Condition(pod, "PodScheduled")!.Message.ShouldContain("node(s) were unschedulable");

        await cluster.Node.CordonAsync(false, Cancellation);

        await box.PodAsync(pod.Metadata.Name, Observed.IsReady, Cancellation);
    }

    /// <summary>Creates pods until kube-scheduler has heard of the cordon and finds no node for one.</summary>
    private static async Task<V1Pod> CreateUnscheduledAsync(Box box)
    {
        for (var number = 1; ; number++)
        {
            var created = await box.CreateAsync(Samples.Pod($"wallet-{number}"), Cancellation);
            var pod = await box.PodAsync(
                created.Metadata.Name, pod => pod.Spec.NodeName is not null || Observed.Condition(pod, "PodScheduled") is { Status: "False" }, Cancellation);
            if (pod.Spec.NodeName is null)
            {
                return pod;
            }
        }
    }

    private static async Task RemoveAsync(SimulatedCluster cluster, SimulatedNode node)
    {
        await node.DisposeAsync();
        await using var observer = new ClusterObserver(cluster.Configuration);
        await observer.Api.DeleteAsync<V1Node>(new(null, node.Name), new(), Cancellation);
    }

    private static bool IsReady(V1Node node) => (node.Status?.Conditions ?? []).Any(condition => condition is { Type: "Ready", Status: "True" });
}
