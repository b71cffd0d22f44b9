using k8s.Models;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.ControlPlane;
using StartOperator.Testing.Harnesses;

[assembly: AssemblyFixture(typeof(StartOperator.Testing.Tests.Clusters))]

namespace StartOperator.Testing.Tests;

/// <summary>
/// Two clusters for all tests of this assembly, each started by the first that needs it: one run by kube-controller-manager and
/// kube-scheduler, one by the local controllers. Both have a free arm64 node, a tainted amd64 one and a cordoned one.
/// </summary>
public sealed class Clusters : IAsyncDisposable
{
    public const string Real = "kube-controller-manager and kube-scheduler";
    public const string Local = "local controllers";

    private readonly Lazy<Task<SimulatedCluster>> _real = new(() => StartAsync(SimulatedCluster.StartAsync(CancellationToken.None)));
    private readonly Lazy<Task<SimulatedCluster>> _local = new(() => StartAsync(SimulatedCluster.StartOnBareApiAsync(
        CancellationToken.None, SimulatedCluster.QuickNode with { Log = FailureLog.Instance }, new() { Log = FailureLog.Instance })));

    /// <summary>A cluster; skips the test where there can be none.</summary>
    public async Task<SimulatedCluster> GetAsync(string name = Real)
    {
        SkipWithout(full: name == Real);
        return await (name == Real ? _real : _local).Value;
    }

    /// <summary>Skips the test on a machine without the programs of a control plane.</summary>
    public static void SkipWithout(bool full)
    {
        if (!RealControlPlane.TryFindBinaries(out var reason, full))
        {
            Assert.Skip($"real control plane: {reason}");
        }
    }

    /// <summary>A namespace of its own for one test.</summary>
    /// <param name="behaviour">What its containers do.</param>
    /// <param name="on">The cluster.</param>
    public async Task<Box> BoxAsync(ContainerBehaviour? behaviour = null, string on = Real)
    {
        var cluster = await GetAsync(on);
        var box = await Box.CreateAsync(cluster.Configuration, TestContext.Current.CancellationToken);
        cluster.Behave(box.Name, behaviour ?? ContainerPlan.Default);
        return box;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in new[] { _real, _local }.Where(cluster => cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await cluster.Value).DisposeAsync();
        }

        FailureLog.Instance.ThrowIfAny();
    }

    private static async Task<SimulatedCluster> StartAsync(Task<SimulatedCluster> starting)
    {
        var cluster = await starting;
        var tainted = SimulatedCluster.QuickNode with
        {
            Name = "amd-1",
            Architecture = "amd64",
            Taints = [new() { Key = "dedicated", Value = "x", Effect = "NoSchedule" }],
            Capacity = new Dictionary<string, string> { ["cpu"] = "2", ["memory"] = "4Gi", ["pods"] = "110" },
        };
        await cluster.Controllers.AddNodeAsync(tainted, CancellationToken.None);
        var cordoned = await cluster.Controllers.AddNodeAsync(SimulatedCluster.QuickNode with { Name = "off-1" }, CancellationToken.None);
        await cordoned.CordonAsync(true, CancellationToken.None);
        await using var observer = new ClusterObserver(cluster.Configuration);
        foreach (var node in cluster.Controllers.Nodes)
        {
            await observer.UntilAsync<V1Node>(new(null, node.Name), HasSettled, CancellationToken.None);
        }

        return cluster;

        static bool HasSettled(V1Node node) =>
            (node.Spec.Taints ?? []).All(taint => taint.Key is "dedicated" or "node.kubernetes.io/unschedulable");
    }
}
