using k8s;
using StartOperator.LocalCluster.Controllers;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Testing.Harnesses;

/// <summary>
/// The cluster of the current kubeconfig, for those who say <c>USE_EXISTING_CLUSTER=true</c>. Tests make namespaces of their own in it
/// and change nothing else.
/// </summary>
public sealed class ExistingCluster : IClusterHarness
{
    private ExistingCluster(string kubeconfigPath)
    {
        KubeconfigPath = kubeconfigPath;
        Name = $"existing cluster ({Configuration.CurrentContext})";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string KubeconfigPath { get; }

    /// <inheritdoc/>
    public KubernetesClientConfiguration Configuration => KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigPath);

    /// <inheritdoc/>
    public ClusterCapabilities Capabilities =>
        ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage | ClusterCapabilities.HasRealContainers;

    /// <inheritdoc/>
    public LocalControllers? Simulated => null;

    /// <inheritdoc/>
    public AuditLog? Audit => null;

    /// <summary>Whether tests may use an existing cluster.</summary>
    /// <param name="reason">Why not, and what to do about it; empty when they may.</param>
    public static bool TryFind(out string reason)
    {
        var isWanted = string.Equals(Environment.GetEnvironmentVariable("USE_EXISTING_CLUSTER"), "true", StringComparison.OrdinalIgnoreCase);
        reason = !isWanted ? "set USE_EXISTING_CLUSTER=true to run on the cluster of the current kubeconfig"
            : File.Exists(CurrentKubeconfig()) ? ""
            : $"USE_EXISTING_CLUSTER is set, but there is no kubeconfig at {CurrentKubeconfig()}";
        return reason.Length == 0;
    }

    /// <summary>Uses the cluster of the current kubeconfig.</summary>
    /// <exception cref="InvalidOperationException">There is none, or tests may not use it.</exception>
    public static ExistingCluster Open() => TryFind(out var reason) ? new(CurrentKubeconfig()) : throw new InvalidOperationException(reason);

    /// <inheritdoc/>
    public void Behave(string ns, ContainerBehaviour behaviour) => throw new NotSupportedException($"{Name}: containers are real");

    /// <inheritdoc/>
    public Task RestartApiServerAsync(CancellationToken cancellation) =>
        throw new NotSupportedException($"{Name}: its API server is not ours to restart");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Of several files in KUBECONFIG the first counts.
    private static string CurrentKubeconfig() => (Environment.GetEnvironmentVariable("KUBECONFIG") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .FirstOrDefault(KubernetesClientConfiguration.KubeConfigDefaultLocation);
}
