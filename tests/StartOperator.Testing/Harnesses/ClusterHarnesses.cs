using System.Collections.Concurrent;

namespace StartOperator.Testing.Harnesses;

/// <summary>A kind of cluster that scenarios can run on.</summary>
/// <param name="Name">What a reader of test results calls it.</param>
/// <param name="WhyNot">Why it is not to be had on this machine, and what to do about it; null when it is.</param>
/// <param name="StartAsync">Starts it.</param>
public sealed record ClusterHarnessKind(string Name, Func<string?> WhyNot, Func<CancellationToken, Task<IClusterHarness>> StartAsync)
{
    /// <summary>The local cluster, which is always there.</summary>
    public static ClusterHarnessKind Local { get; } = new("local cluster", () => null, async cancellation => await EmbeddedCluster.StartAsync(cancellation));

    /// <summary>A real control plane with simulated nodes.</summary>
    public static ClusterHarnessKind RealControlPlane { get; } = new(
        "real control plane",
        () => ControlPlane.RealControlPlane.TryFindBinaries(out var reason, full: true) ? null : reason,
        async cancellation => await SimulatedCluster.StartAsync(cancellation));

    /// <summary>A real API server on which everything else is simulated.</summary>
    public static ClusterHarnessKind RealApiServer { get; } = new(
        "real API server",
        () => ControlPlane.RealControlPlane.TryFindBinaries(out var reason) ? null : reason,
        async cancellation => await SimulatedCluster.StartOnBareApiAsync(cancellation));

    /// <summary>The cluster of the current kubeconfig.</summary>
    public static ClusterHarnessKind Existing { get; } = new(
        "existing cluster",
        () => ExistingCluster.TryFind(out var reason) ? null : reason,
        _ => Task.FromResult<IClusterHarness>(ExistingCluster.Open()));
}

/// <summary>
/// The clusters that the scenarios of one test assembly share: each is started by the first scenario that asks for it and ends with the
/// assembly. Meant as an assembly fixture.
/// </summary>
/// <param name="kinds">The kinds of clusters there are.</param>
public sealed class ClusterHarnesses(params IReadOnlyList<ClusterHarnessKind> kinds) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<IClusterHarness>>> _running = new();

    /// <summary>The kinds of clusters there are.</summary>
    public IReadOnlyList<ClusterHarnessKind> Kinds => kinds;

    /// <summary>Why a scenario can't run on a cluster, in words for a skipped test: its name and the reason; null when it can.</summary>
    /// <param name="name">The kind of cluster.</param>
    public string? WhyNot(string name) => Kind(name).WhyNot() is { } reason ? $"{name}: {reason}" : null;

    /// <summary>The running cluster of a kind.</summary>
    /// <param name="name">The kind of cluster.</param>
    /// <param name="cancellation">Ends the caller's wait, not the start.</param>
    public Task<IClusterHarness> GetAsync(string name, CancellationToken cancellation) =>
        _running.GetOrAdd(name, _ => new(() => Kind(name).StartAsync(CancellationToken.None))).Value.WaitAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var started in _running.Values.Where(started => started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await started.Value).DisposeAsync();
        }
    }

    private ClusterHarnessKind Kind(string name) =>
        kinds.FirstOrDefault(kind => kind.Name == name) ?? throw new ArgumentException($"there is no harness called '{name}'", nameof(name));
}
