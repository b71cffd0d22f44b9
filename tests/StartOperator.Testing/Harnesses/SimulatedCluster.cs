using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Storage;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Testing.Harnesses;

/// <summary>
/// A real control plane with a simulated arm64 node and simulated storage: pods are scheduled, bound and "run", claims get volumes. The
/// default StorageClass <c>simulated</c> waits for the first consumer and can grow.
/// </summary>
public sealed class SimulatedCluster : IClusterHarness
{
    /// <summary>The default StorageClass.</summary>
    public const string StorageClassName = "simulated";

    private readonly BehaviourByNamespace _behaviours;

    private SimulatedCluster(string name, RealControlPlane controlPlane, LocalControllers controllers, BehaviourByNamespace behaviours)
    {
        (Name, ControlPlane, Controllers, _behaviours) = (name, controlPlane, controllers, behaviours);
    }

    /// <summary>A node whose containers crash, pull and stop on a scale of milliseconds.</summary>
    public static SimulatedNodeOptions QuickNode { get; } = new()
    {
        BackOff = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(2)),
        LongestGracePeriod = TimeSpan.FromMilliseconds(100),
    };

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string KubeconfigPath => ControlPlane.KubeconfigPath;

    /// <inheritdoc/>
    public KubernetesClientConfiguration Configuration => ControlPlane.Configuration;

    /// <inheritdoc/>
    public ClusterCapabilities Capabilities =>
        ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage | ClusterCapabilities.ScriptsContainers
        | ClusterCapabilities.RestartsApiServer | ClusterCapabilities.Audits | ClusterCapabilities.IsOwn;

    /// <summary>The control plane.</summary>
    public RealControlPlane ControlPlane { get; }

    /// <summary>The simulated part.</summary>
    public LocalControllers Controllers { get; }

    /// <summary>The first node.</summary>
    public SimulatedNode Node => Controllers.Nodes[0];

    /// <inheritdoc/>
    public LocalControllers Simulated => Controllers;

    /// <inheritdoc/>
    public AuditLog Audit => ControlPlane.Audit;

    /// <summary>Starts a cluster of which only etcd and kube-apiserver are real; scheduling, binding and collecting are simulated too.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="node">The node; <see cref="QuickNode"/> by default.</param>
    /// <param name="controllers">The simulated part besides the node; its components are replaced by all there are.</param>
    public static Task<SimulatedCluster> StartOnBareApiAsync(
        CancellationToken cancellation, SimulatedNodeOptions? node = null, LocalControllersOptions? controllers = null) =>
        StartAsync(cancellation, node, new(), (controllers ?? new()) with { Components = ClusterComponents.All });

    /// <summary>Starts a cluster with one node.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="node">The node; <see cref="QuickNode"/> by default. Its behaviour is replaced by what <see cref="Behave"/> is told.</param>
    /// <param name="controlPlane">The control plane; a full one by default.</param>
    /// <param name="controllers">The simulated part besides the node; what a full control plane lacks by default.</param>
    public static async Task<SimulatedCluster> StartAsync(
        CancellationToken cancellation,
        SimulatedNodeOptions? node = null,
        RealControlPlaneOptions? controlPlane = null,
        LocalControllersOptions? controllers = null)
    {
        var behaviours = new BehaviourByNamespace();
        var options = (controllers ?? new()) with { Nodes = [(node ?? QuickNode) with { Behaviour = behaviours.Decide }] };
        var real = await RealControlPlane.StartAsync(controlPlane ?? new() { Full = true }, cancellation);
        try
        {
            await CreateStorageClassAsync(real.Configuration, cancellation);
            var name = controlPlane is { Full: false } ? "real API server" : "real control plane";
            return new(name, real, await LocalControllers.StartAsync(real.Configuration, options, cancellation), behaviours);
        }
        catch
        {
            await real.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates the default StorageClass in a cluster.</summary>
    /// <param name="configuration">The cluster.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task CreateStorageClassAsync(KubernetesClientConfiguration configuration, CancellationToken cancellation)
    {
        using var api = new ClusterApi(configuration, "startoperator-tests/setup");
        await api.CreateIfAbsentAsync(
            new V1StorageClass
            {
                ApiVersion = "storage.k8s.io/v1",
                Kind = "StorageClass",
                Metadata = new()
                {
                    Name = StorageClassName,
                    Annotations = new Dictionary<string, string> { ["storageclass.kubernetes.io/is-default-class"] = "true" },
                },
                Provisioner = ClaimProvisioner.Name,
                VolumeBindingMode = "WaitForFirstConsumer",
                AllowVolumeExpansion = true,
                ReclaimPolicy = "Delete",
            },
            cancellation);
    }

    /// <inheritdoc/>
    public void Behave(string ns, ContainerBehaviour behaviour) => _behaviours.Set(ns, behaviour);

    /// <inheritdoc/>
    public Task RestartApiServerAsync(CancellationToken cancellation) => ControlPlane.RestartApiServerAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using (ControlPlane)
        {
            await Controllers.DisposeAsync();
        }
    }
}
