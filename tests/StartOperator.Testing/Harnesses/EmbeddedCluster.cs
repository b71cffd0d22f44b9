using k8s;
using StartOperator.LocalCluster;
using StartOperator.LocalCluster.Controllers;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Testing.Harnesses;

/// <summary>The local cluster: everything in this process, with a simulated arm64 node and the same storage as <see cref="SimulatedCluster"/>.</summary>
public sealed class EmbeddedCluster : IClusterHarness
{
    private readonly LocalApiServer _server;
    private readonly BehaviourByNamespace _behaviours;

    private EmbeddedCluster(LocalApiServer server, LocalControllers controllers, BehaviourByNamespace behaviours) =>
        (_server, Simulated, _behaviours) = (server, controllers, behaviours);

    /// <inheritdoc/>
    public string Name => ClusterHarnessKind.Local.Name;

    /// <inheritdoc/>
    public string KubeconfigPath => _server.KubeconfigPath;

    /// <inheritdoc/>
    public KubernetesClientConfiguration Configuration => KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigPath);

    /// <inheritdoc/>
    public ClusterCapabilities Capabilities =>
        ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage | ClusterCapabilities.ScriptsContainers | ClusterCapabilities.IsOwn;

    /// <inheritdoc/>
    public LocalControllers Simulated { get; }

    /// <inheritdoc/>
    public AuditLog? Audit => null;

    /// <summary>Starts a cluster with one node.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="node">The node; <see cref="SimulatedCluster.QuickNode"/> by default. Its behaviour is replaced by what <see cref="Behave"/> is told.</param>
    /// <param name="controllers">The simulated part besides the node; its components are replaced by all there are.</param>
    public static async Task<EmbeddedCluster> StartAsync(
        CancellationToken cancellation, SimulatedNodeOptions? node = null, LocalControllersOptions? controllers = null)
    {
        var behaviours = new BehaviourByNamespace();
        var server = await LocalApiServer.StartAsync(new LocalApiServerOptions { NamespaceControllers = false }, cancellation);
        try
        {
            var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(server.KubeconfigPath);
            await SimulatedCluster.CreateStorageClassAsync(configuration, cancellation);
            var options = (controllers ?? new()) with
            {
                Components = ClusterComponents.All,
                Nodes = [(node ?? SimulatedCluster.QuickNode) with { Behaviour = behaviours.Decide }],
            };
            return new EmbeddedCluster(server, await LocalControllers.StartAsync(configuration, options, cancellation), behaviours);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Behave(string ns, ContainerBehaviour behaviour) => _behaviours.Set(ns, behaviour);

    /// <inheritdoc/>
    public Task RestartApiServerAsync(CancellationToken cancellation) => throw new NotSupportedException($"{Name}: everything is in memory, and would be gone");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Simulated.DisposeAsync();
        await _server.DisposeAsync();
    }
}
