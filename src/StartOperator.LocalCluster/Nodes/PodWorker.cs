using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>Carries every pod that is bound to a node through its life, and tells the API of it.</summary>
internal sealed class PodWorker : IDisposable
{
    private static readonly string[] Reported =
    [
        "observedGeneration", "phase", "reason", "message", "startTime", "hostIP", "hostIPs", "podIP", "podIPs",
        "initContainerStatuses", "containerStatuses", "conditions",
    ];

    private readonly ClusterApi _api;
    private readonly SimulatedNodeOptions _node;
    private readonly string _address;
    private readonly WatchedKind<V1Pod> _pods;
    private readonly WatchedKind<V1PersistentVolumeClaim> _claims;
    private readonly WatchedKind<V1ConfigMap> _configMaps;
    private readonly WatchedKind<V1Secret> _secrets;
    private readonly EventRecorder _events;
    private readonly WorkLoop<ObjectKey> _work;
    private readonly PodNeeds _needs;
    private readonly PodAddresses _addresses;
    private readonly HashSet<string> _images = [];
    private readonly ConcurrentDictionary<ObjectKey, PodRun> _runs = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _isPaused;

    public PodWorker(ClusterApi api, ClusterWatch cluster, SimulatedNodeOptions node, string address)
    {
        (_api, _node, _address) = (api, node, address);
        _pods = Watched.Of<V1Pod>(api, $"fieldSelector=spec.nodeName%3D{node.Name}");
        _claims = cluster.Of<V1PersistentVolumeClaim>();
        _configMaps = cluster.Of<V1ConfigMap>();
        _secrets = cluster.Of<V1Secret>();
        _addresses = new(node.Name);
        _events = new(api, "kubelet", node.Name, node.Clock, node.Log);
        _work = new WorkLoop<ObjectKey>($"node {node.Name}", SyncAsync, node.Clock, node.Log)
            .On(_pods, pod => [ObjectKey.Of(pod)])
            .On(_claims, Waiting)
            .On(_configMaps, Waiting)
            .On(_secrets, Waiting);
        _needs = new(
            _claims.Find,
            key => _configMaps.Find(key) is { } map ? Keys(map.Data?.Keys, map.BinaryData?.Keys) : null,
            key => _secrets.Find(key) is { } secret ? Keys(secret.Data?.Keys, null) : null);
    }

    /// <summary>While set, pods are left as they are.</summary>
    public bool IsPaused
    {
        get => _isPaused;
        set
        {
            _isPaused = value;
            LookAtAll();
        }
    }

    private DateTime Now => _node.Clock.GetUtcNow().UtcDateTime;

    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(_pods.RunAsync(cancellation), _work.RunAsync(cancellation));

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Something happens to a container.</summary>
    public async Task ChangeAsync(ObjectKey pod, string container, Action<ContainerRun, DateTime> change, CancellationToken cancellation)
    {
        await _pods.Synced.WaitAsync(cancellation);
        await _turn.WaitAsync(cancellation);
        try
        {
            var known = _pods.Find(pod) is { } found ? RunOf(pod, found) : null;
            var run = known?.All.FirstOrDefault(run => run.Spec.Name == container && run.IsRunning)
                ?? throw new InvalidOperationException($"container {container} of pod {pod} does not run on node {_node.Name}");
            change(run, Now);
        }
        finally
        {
            _turn.Release();
        }

        _work.Add(pod);
    }

    /// <summary>A container of a pod; null when the node has none of that name.</summary>
    public async Task<ContainerRun?> FindAsync(ObjectKey pod, string container, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return _runs.GetValueOrDefault(pod)?.All.FirstOrDefault(run => run.Spec.Name == container);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>All containers end; their pods get new addresses.</summary>
    public async Task LosePowerAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            foreach (var run in _runs.Values)
            {
                _addresses.Free(run.PodIp);
                run.LosePower(Now, run.PodIp == _address ? _address : _addresses.Take());
            }
        }
        finally
        {
            _turn.Release();
        }

        LookAtAll();
    }

    /// <summary>Evicts every pod but those of DaemonSets.</summary>
    /// <returns>How many are still there.</returns>
    public async Task<int> EvictAllAsync(CancellationToken cancellation)
    {
        await _pods.Synced.WaitAsync(cancellation);
        var pods = _pods.All.Where(pod => (pod.Metadata.OwnerReferences ?? []).All(owner => owner.Kind != "DaemonSet")).ToList();
        foreach (var pod in pods.Where(pod => pod.Metadata.DeletionTimestamp is null))
        {
            await EvictAsync(ObjectKey.Of(pod), cancellation);
        }

        return pods.Count;
    }

    private async Task EvictAsync(ObjectKey pod, CancellationToken cancellation)
    {
        try
        {
            var metadata = new V1ObjectMeta { Name = pod.Name, NamespaceProperty = pod.Namespace };
            var eviction = new V1Eviction { ApiVersion = "policy/v1", Kind = "Eviction", Metadata = metadata };
            var path = ResourcePath.Of<V1Pod>().Item(pod, "eviction");
            await _api.SendAsync<V1Status>(HttpMethod.Post, path, ClusterApi.Json(eviction), cancellation);
        }
        catch (ApiRefusalException refusal) when (refusal.IsNotFound || refusal.Code == HttpStatusCode.TooManyRequests)
        {
            // Gone already, or held by a disruption budget for now.
        }
    }

    private void LookAtAll() => _runs.Keys.Concat(_pods.All.Select(pod => ObjectKey.Of(pod))).Distinct().ToList().ForEach(_work.Add);

    private IEnumerable<ObjectKey> Waiting<T>(T found)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        _runs.Where(run => run.Value.WaitsForObjects && run.Key.Namespace == found.Metadata.NamespaceProperty).Select(run => run.Key);

    private async Task<TimeSpan?> SyncAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (_isPaused)
        {
            return null;
        }

        await _turn.WaitAsync(cancellation);
        try
        {
            if (_pods.Find(key) is not { } pod)
            {
                Forget(key);
                return null;
            }

            return await SyncAsync(pod, RunOf(key, pod), cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<TimeSpan?> SyncAsync(V1Pod pod, PodRun run, CancellationToken cancellation)
    {
        var step = run.Advance(pod, _needs, Now);
        await ReportAsync(pod, run, cancellation);
        foreach (var told in run.TakeEvents())
        {
            await _events.PostAsync(pod, told.Type, told.Reason, told.Message, told.FieldPath, cancellation);
        }

        if (step.IsGone && pod.Metadata.DeletionGracePeriodSeconds != 0)
        {
            var options = new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new() { Uid = run.Uid } };
            await _api.DeleteAsync<V1Pod>(ObjectKey.Of(pod), options, cancellation);
        }

        return step.Again - Now;
    }

    private async Task ReportAsync(V1Pod pod, PodRun run, CancellationToken cancellation)
    {
        var desired = PodReport.Of(pod, run, _address, Now);
        var json = KubernetesJson.Serialize(desired);
        if (pod.Status is not null && json == KubernetesJson.Serialize(pod.Status))
        {
            return;
        }

        var status = JsonNode.Parse(json)!.AsObject();
        var report = new JsonObject();
        foreach (var field in Reported)
        {
            status.Remove(field, out var value);
            report[field] = value;
        }

        var metadata = new JsonObject { ["uid"] = run.Uid, ["resourceVersion"] = pod.Metadata.ResourceVersion };
        try
        {
            _pods.Remember(await _api.PatchAsync<V1Pod>(
                ObjectKey.Of(pod), new() { ["metadata"] = metadata, ["status"] = report }, cancellation, "status"));
        }
        catch (ApiRefusalException refusal) when (refusal.IsNotFound)
        {
            // Deleted behind the node's back; the watch will tell.
        }
    }

    private PodRun RunOf(ObjectKey key, V1Pod pod)
    {
        if (_runs.TryGetValue(key, out var run) && run.Uid == pod.Metadata.Uid)
        {
            return run;
        }

        Forget(key);
        var address = pod.Spec.HostNetwork == true ? _address : pod.Status?.PodIP is { } known ? _addresses.Keep(known) : _addresses.Take();
        run = new(pod, _node, _images, address, Now);
        run.Recover(Now);
        return _runs[key] = run;
    }

    private void Forget(ObjectKey key)
    {
        if (_runs.TryRemove(key, out var gone))
        {
            _addresses.Free(gone.PodIp);
        }
    }

    private static HashSet<string> Keys(ICollection<string>? data, ICollection<string>? binary) => [.. data ?? [], .. binary ?? []];
}
