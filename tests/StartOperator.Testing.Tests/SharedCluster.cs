using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.ControlPlane;
using StartOperator.Testing.Harnesses;

[assembly: AssemblyFixture(typeof(StartOperator.Testing.Tests.SharedCluster))]

namespace StartOperator.Testing.Tests;

/// <summary>One full control plane with a quick simulated node for all tests of this assembly; started by the first that needs it.</summary>
public sealed class SharedCluster : IAsyncDisposable
{
    private readonly Lazy<Task<SimulatedCluster>> _cluster = new(() => SimulatedCluster.StartAsync(CancellationToken.None));

    /// <summary>The cluster; skips the test where there can be none.</summary>
    public async Task<SimulatedCluster> ClusterAsync()
    {
        SkipWithout(full: true);
        return await _cluster.Value;
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
    public async Task<Box> BoxAsync(ContainerBehaviour? behaviour = null)
    {
        var cluster = await ClusterAsync();
        var box = await Box.CreateAsync(cluster.Configuration, TestContext.Current.CancellationToken);
        cluster.Behave(box.Name, behaviour ?? ContainerPlan.Default);
        return box;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }
}
