using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Storage;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Testing.Harnesses;

/// <summary>
/// A real control plane with simulated nodes and storage: pods are scheduled, bound and "run", claims get volumes. The default
/// StorageClass <c>simulated</c> waits for the first consumer and can grow.
/// </summary>
public sealed class SimulatedCluster : IAsyncDisposable
{
    /// <summary>The default StorageClass.</summary>
    public const string StorageClassName = "simulated";

    private SimulatedCluster(RealControlPlane controlPlane, LocalControllers controllers)
    {
        (ControlPlane, Controllers) = (controlPlane, controllers);
    }

    /// <summary>The control plane.</summary>
    public RealControlPlane ControlPlane { get; }

    /// <summary>The simulated part.</summary>
    public LocalControllers Controllers { get; }

    /// <summary>The first node.</summary>
    public SimulatedNode Node => Controllers.Nodes[0];

    /// <summary>The cluster, for KubernetesClient.</summary>
    public KubernetesClientConfiguration Configuration => ControlPlane.Configuration;

    /// <summary>Starts a cluster with one node.</summary>
    /// <param name="node">The node; an arm64 one with the kubelet's timing by default.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="options">The control plane; full by default.</param>
    public static async Task<SimulatedCluster> StartAsync(
        SimulatedNodeOptions node, CancellationToken cancellation, RealControlPlaneOptions? options = null)
    {
        var controlPlane = await RealControlPlane.StartAsync(options ?? new() { Full = true }, cancellation);
        try
        {
            await CreateStorageClassAsync(controlPlane.Configuration, cancellation);
            return new(controlPlane, await LocalControllers.StartAsync(controlPlane.Configuration, new() { Nodes = [node] }, cancellation));
        }
        catch
        {
            await controlPlane.DisposeAsync();
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
    public async ValueTask DisposeAsync()
    {
        await Controllers.DisposeAsync();
        await ControlPlane.DisposeAsync();
    }
}
