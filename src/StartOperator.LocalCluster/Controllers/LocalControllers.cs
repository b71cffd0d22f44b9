using k8s;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Garbage;
using StartOperator.LocalCluster.Controllers.Namespaces;
using StartOperator.LocalCluster.Controllers.Networking;
using StartOperator.LocalCluster.Controllers.NodeHealth;
using StartOperator.LocalCluster.Controllers.Scheduling;
using StartOperator.LocalCluster.Controllers.Storage;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.LocalCluster.Controllers;

/// <summary>The components of a cluster that this process plays: simulated nodes, and the controllers that the cluster lacks.</summary>
public sealed class LocalControllers : IAsyncDisposable
{
    private readonly ClusterApi _api;
    private readonly ClusterWatch _cluster;
    private readonly string _certificates;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<SimulatedNode> _nodes = [];
    private Task _running = Task.CompletedTask;

    private LocalControllers(KubernetesClientConfiguration configuration)
    {
        _api = new(configuration, "local-controllers");
        _cluster = new(_api);
        _certificates = string.Join('\n', (configuration.SslCaCerts ?? []).Select(certificate => certificate.ExportCertificatePem()));
    }

    /// <summary>The nodes that were asked for, and those added since.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>Starts the components.</summary>
    /// <param name="configuration">The cluster, with a user who may do everything.</param>
    /// <param name="options">Which components.</param>
    /// <param name="cancellation">Ends the wait; not the components.</param>
    public static async Task<LocalControllers> StartAsync(
        KubernetesClientConfiguration configuration, LocalControllersOptions options, CancellationToken cancellation)
    {
        var controllers = new LocalControllers(configuration);
        try
        {
            controllers.Run(options);
            foreach (var node in options.Nodes)
            {
                await controllers.AddNodeAsync(node, cancellation);
            }

            return controllers;
        }
        catch
        {
            await controllers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a node.</summary>
    /// <param name="options">The node.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<SimulatedNode> AddNodeAsync(SimulatedNodeOptions options, CancellationToken cancellation)
    {
        var node = await SimulatedNode.StartAsync(_api, _cluster, options, cancellation);
        _nodes.Add(node);
        return node;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _running;
        await _cluster.DisposeAsync();
        _api.Dispose();
        _stop.Dispose();
    }

    private void Run(LocalControllersOptions options)
    {
        _running = Task.WhenAll(Controllers(options).ToList().Select(controller => controller.RunAsync(_stop.Token)));
    }

    private IEnumerable<IClusterController> Controllers(LocalControllersOptions options)
    {
        var (components, clock, log) = (options.Components, options.Clock, options.Log);
        if (components.HasFlag(ClusterComponents.ServiceAccounts))
        {
            yield return new ServiceAccountController(_api, _cluster, _certificates, log);
        }

        if (components.HasFlag(ClusterComponents.Namespaces))
        {
            yield return new NamespaceController(_api, _cluster, log);
        }

        if (components.HasFlag(ClusterComponents.ClaimProvisioner))
        {
            yield return new ClaimProvisioner(_api, _cluster, clock, log);
        }

        if (components.HasFlag(ClusterComponents.ClaimBinder))
        {
            yield return new ClaimBinder(_api, _cluster, clock, log);
            yield return new VolumePhases(_api, _cluster, log);
        }

        if (components.HasFlag(ClusterComponents.StorageProtection))
        {
            yield return new StorageProtection(_api, _cluster, log);
        }

        if (components.HasFlag(ClusterComponents.Scheduler))
        {
            yield return new Scheduler(_api, _cluster, clock, log);
        }

        if (components.HasFlag(ClusterComponents.GarbageCollector))
        {
            yield return new GarbageCollector(_api, _cluster, clock, log);
        }

        if (components.HasFlag(ClusterComponents.EndpointSlices))
        {
            yield return new EndpointSliceController(_api, _cluster, log);
        }

        if (components.HasFlag(ClusterComponents.NodeLifecycle))
        {
            yield return new NodeLifecycle(_api, _cluster, options.NodeMonitorGracePeriod, log);
        }
    }
}
