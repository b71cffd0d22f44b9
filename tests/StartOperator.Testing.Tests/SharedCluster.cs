using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.ControlPlane;
using StartOperator.Testing.Harnesses;

[assembly: AssemblyFixture(typeof(StartOperator.Testing.Tests.SharedCluster))]

namespace StartOperator.Testing.Tests;

/// <summary>One full control plane with a quick simulated node for all tests of this assembly; started by the first that needs it.</summary>
public sealed class SharedCluster : IAsyncDisposable
{
    private readonly Lazy<Task<SimulatedCluster>> _cluster = new(() => SimulatedCluster.StartAsync(
        new SimulatedNodeOptions { BackOff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2)), LongestGracePeriod = TimeSpan.FromMilliseconds(100) },
        CancellationToken.None));

    public async Task<SimulatedCluster> ClusterAsync()
    {
        if (!RealControlPlane.TryFindBinaries(out var reason, full: true))
        {
            Assert.Skip($"real control plane: {reason}");
        }

        return await _cluster.Value;
    }

    /// <summary>A namespace of its own for one test.</summary>
    public async Task<Box> BoxAsync() => await Box.CreateAsync((await ClusterAsync()).Configuration, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }
}
