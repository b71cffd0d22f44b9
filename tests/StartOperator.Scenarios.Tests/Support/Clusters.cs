using System.Collections.Concurrent;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

[assembly: AssemblyFixture(typeof(Clusters))]

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>The clusters that scenarios run on: each is started by the first scenario that asks for it, and ends with the assembly.</summary>
public sealed class Clusters : IAsyncDisposable
{
    private readonly ClusterHarnesses _harnesses = new(Kinds);
    private readonly ConcurrentDictionary<string, Lazy<Task<ScenarioCluster>>> _running = new();

    /// <summary>
    /// The kinds of clusters there are. The control plane's node has room for all scenarios at once, and a node that falls silent is missed
    /// within a scenario's patience.
    /// </summary>
    public static IReadOnlyList<ClusterHarnessKind> Kinds { get; } =
    [
        ClusterHarnessKind.Local with
        {
            StartAsync = async cancellation => await EmbeddedCluster.StartAsync(
                cancellation, Nodes.First, new() { NodeMonitorGracePeriod = TimeSpan.FromSeconds(20) }),
        },
        ClusterHarnessKind.RealControlPlane with
        {
            StartAsync = async cancellation => await SimulatedCluster.StartAsync(
                cancellation, Nodes.First, new() { Full = true, NodeMonitorGracePeriod = TimeSpan.FromSeconds(20) }),
        },
        ClusterHarnessKind.Existing,
    ];

    /// <summary>Why no scenario can run at all.</summary>
    public static string WhyNone() => string.Join("; ", Kinds.Select(kind => $"{kind.Name}: {kind.WhyNot()}"));

    /// <summary>A namespace of its own for one scenario, in which the cluster's operator is at work.</summary>
    /// <param name="cluster">The kind of cluster.</param>
    /// <param name="needs">What the cluster must be able to do; the scenario is skipped, by name, where it isn't.</param>
    /// <param name="name">What it is called; a name of its own when null.</param>
    public async Task<ServiceBox> BoxAsync(string cluster, ClusterCapabilities needs = ClusterCapabilities.RunsPods, string? name = null) =>
        await (await ClusterAsync(cluster, needs)).BoxAsync(Cancellation, name);

    /// <summary>A namespace in which no operator is at work until the scenario starts one of its own.</summary>
    /// <param name="cluster">The kind of cluster.</param>
    /// <param name="needs">What the cluster must be able to do.</param>
    public async Task<ServiceBox> UnattendedBoxAsync(string cluster, ClusterCapabilities needs = ClusterCapabilities.RunsPods) =>
        await (await ClusterAsync(cluster, needs)).UnattendedBoxAsync(Cancellation);

    /// <summary>A running cluster; skips the scenario on one that lacks what it needs.</summary>
    /// <param name="name">The kind of cluster.</param>
    /// <param name="needs">What it must be able to do.</param>
    public async Task<ScenarioCluster> ClusterAsync(string name, ClusterCapabilities needs)
    {
        var cluster = await _running.GetOrAdd(name, _ => new(() => StartAsync(name))).Value;
        Assert.SkipUnless(cluster.Harness.Capabilities.HasFlag(needs), $"{cluster.Harness.Name}: has not all of {needs}");
        return cluster;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var started in _running.Values.Where(started => started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await started.Value).DisposeAsync();
        }

        await _harnesses.DisposeAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<ScenarioCluster> StartAsync(string name) =>
        await ScenarioCluster.OpenAsync(await _harnesses.GetAsync(name, CancellationToken.None), CancellationToken.None);
}
