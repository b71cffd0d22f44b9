using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Nodes.Kubelet;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>
/// A node without a machine: it registers a Node object, keeps it alive, and reports for every pod bound to it what a kubelet would
/// report, while no process runs. What containers "do" is decided by a <see cref="ContainerBehaviour"/>. Works against any API server.
/// </summary>
public sealed class SimulatedNode : IAsyncDisposable
{
    /// <summary>So many heartbeats missed in a row are no longer a matter of a busy server.</summary>
    private const int LastingSilence = 3;

    private readonly SimulatedNodeOptions _options;
    private readonly ClusterApi _api;
    private readonly ClusterWatch _cluster;
    private readonly bool _ownsCluster;
    private NodeHeartbeat? _heartbeat;
    private KubeletServer? _server;
    private readonly PodWorker _pods;
    private readonly EventRecorder _events;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private int _missedBeats;

    private NodeHeartbeat Heartbeat => _heartbeat ?? throw new InvalidOperationException($"node {Name} did not start");

    private SimulatedNode(ClusterApi api, ClusterWatch cluster, bool ownsCluster, SimulatedNodeOptions options)
    {
        (_api, _cluster, _ownsCluster) = (api, cluster, ownsCluster);
        Behaviour = options.Behaviour;
        _options = options with { Behaviour = start => Behaviour(start) };
        _pods = new(api, cluster, _options, Address);
        _events = new(api, "kubelet", options.Name, options.Clock, options.Log);
    }

    /// <summary>The node's name.</summary>
    public string Name => _options.Name;

    /// <summary>The node's address, which is also its pods' host address.</summary>
    public string Address { get; } = "127.0.0.1";

    /// <summary>What containers do from now on, when they start or are restarted.</summary>
    public ContainerBehaviour Behaviour { get; set; }

    /// <summary>Registers a node and starts it.</summary>
    /// <param name="configuration">The cluster.</param>
    /// <param name="options">The node.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task<SimulatedNode> StartAsync(
        KubernetesClientConfiguration configuration, SimulatedNodeOptions options, CancellationToken cancellation)
    {
        var api = new ClusterApi(configuration, UserAgent(options));
        return StartAsync(api, new ClusterWatch(api), ownsCluster: true, options, cancellation);
    }

    /// <summary>Registers a node that shares connection and watches with other components of this process.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="cluster">The watches.</param>
    /// <param name="options">The node.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task<SimulatedNode> StartAsync(
        ClusterApi api, ClusterWatch cluster, SimulatedNodeOptions options, CancellationToken cancellation) =>
        StartAsync(api.As(UserAgent(options)), cluster, ownsCluster: false, options, cancellation);

    /// <summary>A container's process ends now.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="reason">Such as <c>OOMKilled</c>; null for the kubelet's own.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task EndContainerAsync(ObjectKey pod, string container, int exitCode, CancellationToken cancellation, string? reason = null) =>
        _pods.ChangeAsync(pod, container, (run, now) => run.End(now, exitCode, reason), cancellation);

    /// <summary>A container writes a line to its log.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="line">The line.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task WriteLogAsync(ObjectKey pod, string container, string line, CancellationToken cancellation) =>
        _pods.ChangeAsync(pod, container, (run, now) => run.Log?.Write(now, line), cancellation);

    /// <summary>A container's readiness probe succeeds or fails from now on, until its next start.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="ready">What the probe says.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SetReadyAsync(ObjectKey pod, string container, bool ready, CancellationToken cancellation) =>
        _pods.ChangeAsync(pod, container, (run, _) => run.SetReady(ready), cancellation);

    /// <summary>The node falls silent: no heartbeat, no status, no deletion, until <see cref="RecoverAsync"/>.</summary>
    public void Lose() => _pods.IsPaused = true;

    /// <summary>A lost node is back; what happened to its pods meanwhile is carried out.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task RecoverAsync(CancellationToken cancellation)
    {
        await Heartbeat.BeatAsync(cancellation);
        _pods.IsPaused = false;
    }

    /// <summary>The machine is rebooted: every container ends and is started again, with new addresses.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task RebootAsync(CancellationToken cancellation)
    {
        await Heartbeat.RebootAsync(cancellation);
        var node = Heartbeat.Node!;
        await _events.WarningAsync(node, "Rebooted", $"Node {Name} has been rebooted, boot id: {node.Status.NodeInfo.BootID}", cancellation);
        await _pods.LosePowerAsync(cancellation);
    }

    /// <summary>Marks the node unschedulable, or schedulable again.</summary>
    /// <param name="unschedulable">Whether new pods stay away.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task CordonAsync(bool unschedulable, CancellationToken cancellation) =>
        _api.PatchAsync<V1Node>(new(null, Name), new() { ["spec"] = new JsonObject { ["unschedulable"] = unschedulable } }, cancellation);

    /// <summary>
    /// Cordons the node and evicts its pods, as <c>kubectl drain</c> does; a pod that a disruption budget holds is asked for again.
    /// </summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        await CordonAsync(true, cancellation);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await _pods.EvictAllAsync(cancellation) > 0)
        {
            await pace.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Stops the node as a kubelet stops: its pods' last status stays as it is, and so does the Node object.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_ownsCluster)
        {
            await _cluster.DisposeAsync();
        }

        _pods.Dispose();
        _api.Dispose();
        _stop.Dispose();
    }

    private static string UserAgent(SimulatedNodeOptions options) => $"simulated-kubelet/{options.Name}";

    private static async Task<SimulatedNode> StartAsync(
        ClusterApi api, ClusterWatch cluster, bool ownsCluster, SimulatedNodeOptions options, CancellationToken cancellation)
    {
        var node = new SimulatedNode(api, cluster, ownsCluster, options);
        try
        {
            node._server = await KubeletServer.StartAsync(node._pods, options.Clock, cancellation);
            node._heartbeat = new(api, node._options, node.Address, node._server.Port);
            await node._heartbeat.RegisterAsync(cancellation);
            node._running = Task.WhenAll(node._pods.RunAsync(node._stop.Token), node.BeatAsync(node._stop.Token));
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        using var beats = new PeriodicTimer(_options.Heartbeat);
        try
        {
            while (await beats.WaitForNextTickAsync(cancellation))
            {
                await BeatOnceAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task BeatOnceAsync(CancellationToken cancellation)
    {
        try
        {
            if (!_pods.IsPaused)
            {
                await Heartbeat.BeatAsync(cancellation);
                _missedBeats = 0;
            }
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            var level = ++_missedBeats < LastingSilence ? LogLevel.Debug : LogLevel.Warning;
            _options.Log.Log(level, "node {Node}: no heartbeat, for the {Missed}. time: {Fault}", Name, _missedBeats, fault.Message);
        }
    }
}
