using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.NodeHealth;

/// <summary>
/// Notices nodes that fall silent: their conditions become Unknown, they are tainted as unreachable, and their pods count as not ready.
/// The taints go when the node is Ready again. Nothing is evicted.
/// </summary>
public sealed class NodeLifecycle : IClusterController
{
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string Unreachable = "node.kubernetes.io/unreachable";
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1Node> _nodes;
    private readonly WatchedKind<V1Lease> _leases;
    private readonly WatchedKind<V1Pod> _pods;
    private readonly EventRecorder _events;
    private readonly WorkLoop<string> _work;
    private readonly TimeSpan _grace;
    private readonly ConcurrentDictionary<string, (DateTime? Beat, DateTime SeenAt)> _beats = new();

    /// <summary>The controller of a cluster.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="grace">How long a node may be silent, on the wall clock, as heartbeats are.</param>
    /// <param name="log">Told of failures.</param>
    public NodeLifecycle(ClusterApi api, ClusterWatch cluster, TimeSpan grace, ILogger log)
    {
        _api = api.As("node-lifecycle");
        _grace = grace;
        _nodes = cluster.Of<V1Node>();
        _leases = cluster.Of<V1Lease>();
        _pods = cluster.Of<V1Pod>();
        _events = new(_api, "node-controller", null, TimeProvider.System, log);
        _work = new WorkLoop<string>("node lifecycle", SyncAsync, TimeProvider.System, log)
            .On(_nodes, node => [node.Metadata.Name])
            .On(_leases, lease => lease.Metadata.NamespaceProperty == "kube-node-lease" ? [lease.Metadata.Name] : [])
            .After(_pods);
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private async Task<TimeSpan?> SyncAsync(string name, CancellationToken cancellation)
    {
        if (_nodes.Find(new(null, name)) is not { } node)
        {
            _beats.TryRemove(name, out _);
            return null;
        }

        var silence = Silence(node);
        if (silence >= _grace)
        {
            await LoseAsync(node, cancellation);
            return null; // Until its lease is renewed.
        }

        var ready = Ready(node)?.Status;
        await TaintAsync(node, ready switch { "True" => null, "Unknown" => Unreachable, _ => NotReady }, cancellation);
        return _grace - silence;
    }

    // Measured between our own looks: the clocks of nodes are not compared with ours.
    private TimeSpan Silence(V1Node node)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var beat = _leases.Find(new("kube-node-lease", node.Metadata.Name))?.Spec?.RenewTime ?? Ready(node)?.LastHeartbeatTime;
        var seen = _beats.AddOrUpdate(node.Metadata.Name, _ => (beat, now), (_, before) => before.Beat == beat ? before : (beat, now));
        return now - seen.SeenAt;
    }

    private static V1NodeCondition? Ready(V1Node node) => (node.Status?.Conditions ?? []).FirstOrDefault(condition => condition.Type == "Ready");

    private async Task LoseAsync(V1Node node, CancellationToken cancellation)
    {
        if (Ready(node) is not { Status: "Unknown" })
        {
            string[] told = ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"];
            var present = node.Status?.Conditions ?? [];
            V1NodeCondition[] conditions =
            [
                .. present.Where(condition => !told.Contains(condition.Type)),
                .. told.Select(type => Unknown(type, present.FirstOrDefault(condition => condition.Type == type))),
            ];
            var status = JsonNode.Parse(KubernetesJson.Serialize(new V1NodeStatus { Conditions = conditions }));
            node = await _api.PatchAsync<V1Node>(ObjectKey.Of(node), Patch(node, "status", status), cancellation, "status");
            _nodes.Remember(node);
            await _events.NormalAsync(node, "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady", cancellation);
        }

        await TaintAsync(node, Unreachable, cancellation);
        foreach (var pod in _pods.All.Where(pod => pod.Spec.NodeName == node.Metadata.Name))
        {
            await UnreadyAsync(pod, cancellation);
        }
    }

    private static V1NodeCondition Unknown(string type, V1NodeCondition? before) => new()
    {
        Type = type,
        Status = "Unknown",
        Reason = before is null ? "NodeStatusNeverUpdated" : "NodeStatusUnknown",
        Message = before is null ? "Kubelet never posted node status." : "Kubelet stopped posting node status.",
        LastHeartbeatTime = before?.LastHeartbeatTime,
        LastTransitionTime = TimeProvider.System.GetUtcNow().UtcDateTime,
    };

    private async Task UnreadyAsync(V1Pod pod, CancellationToken cancellation)
    {
        var conditions = pod.Status?.Conditions ?? [];
        if (conditions.FirstOrDefault(condition => condition.Type == "Ready") is not { Status: "True" } ready)
        {
            return;
        }

        ready = ready with { Status = "False", LastTransitionTime = TimeProvider.System.GetUtcNow().UtcDateTime };
        var status = new V1PodStatus { Conditions = [.. conditions.Select(condition => condition.Type == "Ready" ? ready : condition)] };
        var patch = Patch(pod, "status", JsonNode.Parse(KubernetesJson.Serialize(status)));
        _pods.Remember(await _api.PatchAsync<V1Pod>(ObjectKey.Of(pod), patch, cancellation, "status"));
        await _events.WarningAsync(pod, "NodeNotReady", "Node is not ready", cancellation);
    }

    /// <summary>Of the two taints that tell a node's health, it has the given one, or none.</summary>
    private async Task TaintAsync(V1Node node, string? key, CancellationToken cancellation)
    {
        var present = node.Spec?.Taints ?? [];
        var others = present.Where(taint => taint.Key is not (NotReady or Unreachable)).ToList();
        var own = present.Where(taint => taint.Key == key).ToList();
        string[] effects = key is null ? [] : ["NoSchedule", "NoExecute"];
        var missing = effects.Except(own.Select(taint => taint.Effect)).ToList();
        if (missing.Count == 0 && others.Count + own.Count == present.Count)
        {
            return;
        }

        var added = missing.Select(effect => new V1Taint { Key = key, Effect = effect, TimeAdded = TimeProvider.System.GetUtcNow().UtcDateTime });
        var spec = JsonNode.Parse(KubernetesJson.Serialize(new V1NodeSpec { Taints = [.. others, .. own, .. added] }));
        _nodes.Remember(await _api.PatchAsync<V1Node>(ObjectKey.Of(node), Patch(node, "spec", spec), cancellation));
    }

    private static JsonObject Patch(IKubernetesObject<V1ObjectMeta> subject, string part, JsonNode? content) =>
        new() { ["metadata"] = new JsonObject { ["resourceVersion"] = subject.Metadata.ResourceVersion }, [part] = content };
}
