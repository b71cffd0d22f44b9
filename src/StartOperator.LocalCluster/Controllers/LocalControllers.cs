using k8s;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Storage;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.LocalCluster.Controllers;

/// <summary>The components of a cluster that this process plays: simulated nodes, and the controllers that the cluster lacks.</summary>
public sealed class LocalControllers : IAsyncDisposable
{
    private readonly ClusterApi _api;
    private readonly ClusterWatch _cluster;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<SimulatedNode> _nodes = [];
    private Task _running = Task.CompletedTask;

    private LocalControllers(KubernetesClientConfiguration configuration)
    {
        _api = new(configuration, "local-controllers");
        _cluster = new(_api);
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
        List<IClusterController> controllers = [];
        if (options.ClaimProvisioner)
        {
            controllers.Add(new ClaimProvisioner(_api, _cluster, options.Clock, options.Log));
        }

        _running = Task.WhenAll(controllers.Select(controller => Task.Run(() => controller.RunAsync(_stop.Token))));
    }
}
