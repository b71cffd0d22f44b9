using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Storage;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>
/// Gives every pod a node, as kube-scheduler does: by node selectors and affinity, taints, ports, resources, claims and their volumes,
/// and pod affinity. It pushes no pod out for another, and knows no topology spread.
/// </summary>
public sealed class Scheduler : IClusterController
{
    private const string Name = "default-scheduler";
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1Pod> _pods;
    private readonly WatchedKind<V1Node> _nodes;
    private readonly WatchedKind<V1PersistentVolumeClaim> _claims;
    private readonly WatchedKind<V1PersistentVolume> _volumes;
    private readonly WatchedKind<V1StorageClass> _classes;
    private readonly WatchedKind<V1Namespace> _namespaces;
    private readonly EventRecorder _events;
    private readonly WorkLoop<ObjectKey> _work;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, string> _assumed = new();

    /// <summary>The scheduler of a cluster.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="clock">The time of events and conditions.</param>
    /// <param name="log">Told of failures.</param>
    public Scheduler(ClusterApi api, ClusterWatch cluster, TimeProvider clock, ILogger log)
    {
        _api = api.As("scheduler");
        _clock = clock;
        _pods = cluster.Of<V1Pod>();
        _nodes = cluster.Of<V1Node>();
        _claims = cluster.Of<V1PersistentVolumeClaim>();
        _volumes = cluster.Of<V1PersistentVolume>();
        _classes = cluster.Of<V1StorageClass>();
        _namespaces = cluster.Of<V1Namespace>();
        _events = new(_api, Name, null, clock, log);
        _work = new WorkLoop<ObjectKey>("scheduler", ScheduleAsync, clock, log)
            .On(_pods, pod => IsWaiting(pod) ? [ObjectKey.Of(pod)] : Waiting())
            .On(_nodes, _ => Waiting())
            .On(_claims, _ => Waiting())
            .On(_volumes, _ => Waiting())
            .On(_classes, _ => Waiting())
            .After(_namespaces);
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private List<ObjectKey> Waiting() =>
        [.. _pods.All.Where(IsWaiting).OrderBy(pod => pod.Metadata.CreationTimestamp).Select(pod => ObjectKey.Of(pod))];

    private static bool IsWaiting(V1Pod pod) =>
        string.IsNullOrEmpty(pod.Spec.NodeName) && pod.Metadata.DeletionTimestamp is null
        && (pod.Spec.SchedulerName ?? Name) == Name && (pod.Spec.SchedulingGates ?? []).Count == 0
        && pod.Status?.Phase is null or "Pending";

    private async Task<TimeSpan?> ScheduleAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (_pods.Find(key) is not { } pod || !IsWaiting(pod) || _assumed.ContainsKey(pod.Metadata.Uid))
        {
            return null;
        }

        var cluster = Snapshot();
        if (cluster.Nodes.Count == 0)
        {
            await RefuseAsync(pod, Unschedulable.NoNodes, cancellation);
            return null;
        }

        if (VolumeFit.RefuseAll(pod, cluster) is { } cause)
        {
            await RefuseAsync(pod, Unschedulable.Everywhere(cluster.Nodes.Count, cause), cancellation);
            return null;
        }

        var verdicts = cluster.Nodes.Values.Select(node => (Node: node, Refusal: NodeFit.Refuse(pod, node, cluster))).ToList();
        var fitting = verdicts.Where(verdict => verdict.Refusal is null).Select(verdict => verdict.Node).ToList();
        if (fitting.Count == 0)
        {
            var refusals = verdicts.Select(verdict => verdict.Refusal!).ToList();
            await RefuseAsync(pod, Unschedulable.ByNode(refusals, pod.Spec.PreemptionPolicy != "Never"), cancellation);
            return null;
        }

        await PlaceAsync(pod, NodeScore.Best(pod, fitting, cluster), cluster, cancellation);
        return null;
    }

    private ClusterSnapshot Snapshot()
    {
        var placed = new List<(V1Pod Pod, string Node)>();
        var waiting = _pods.All.Where(pod => string.IsNullOrEmpty(pod.Spec.NodeName)).Select(pod => pod.Metadata.Uid).ToHashSet();
        _assumed.Keys.Where(uid => !waiting.Contains(uid)).ToList().ForEach(uid => _assumed.TryRemove(uid, out _));
        foreach (var pod in _pods.All)
        {
            var node = string.IsNullOrEmpty(pod.Spec.NodeName) ? _assumed.GetValueOrDefault(pod.Metadata.Uid) : pod.Spec.NodeName;
            if (node is not null && pod.Status?.Phase is not ("Succeeded" or "Failed"))
            {
                placed.Add((pod, node));
            }
        }

        return new(
            _nodes.All.ToDictionary(node => node.Metadata.Name),
            placed,
            _claims.Find,
            [.. _volumes.All],
            name => _classes.Find(new(null, name)),
            ns => _namespaces.Find(new(null, ns))?.Metadata.Labels);
    }

    private async Task PlaceAsync(V1Pod pod, V1Node node, ClusterSnapshot cluster, CancellationToken cancellation)
    {
        var unbound = VolumeFit.Unbound(pod, cluster).ToList();
        foreach (var claim in unbound)
        {
            await SelectNodeAsync(claim, node, cluster, cancellation);
        }

        if (unbound.Count == 0)
        {
            await BindAsync(pod, node.Metadata.Name, cancellation);
        } // Else the claims' change brings the pod back here once they are bound.
    }

    /// <summary>Reserves a volume that the node can reach, or has one provisioned for it.</summary>
    private async Task SelectNodeAsync(V1PersistentVolumeClaim claim, V1Node node, ClusterSnapshot cluster, CancellationToken cancellation)
    {
        if (ClaimMatching.Find(claim, cluster.Volumes, onlyReserved: false, node) is { } volume)
        {
            if (volume.Spec.ClaimRef is null)
            {
                _volumes.Remember(await VolumeReservation.MakeAsync(_api, claim, volume, cancellation));
            }
        }
        else if (claim.Metadata.Annotations?.ContainsKey(ClaimAnnotations.SelectedNode) != true)
        {
            var metadata = new JsonObject
            {
                ["resourceVersion"] = claim.Metadata.ResourceVersion,
                ["annotations"] = new JsonObject { [ClaimAnnotations.SelectedNode] = node.Metadata.Name },
            };
            _claims.Remember(await _api.PatchAsync<V1PersistentVolumeClaim>(ObjectKey.Of(claim), new() { ["metadata"] = metadata }, cancellation));
        }
    }

    private async Task BindAsync(V1Pod pod, string node, CancellationToken cancellation)
    {
        var binding = new V1Binding
        {
            ApiVersion = "v1",
            Kind = "Binding",
            Metadata = new() { Name = pod.Metadata.Name, NamespaceProperty = pod.Metadata.NamespaceProperty, Uid = pod.Metadata.Uid },
            Target = new() { ApiVersion = "v1", Kind = "Node", Name = node },
        };
        _assumed[pod.Metadata.Uid] = node;
        try
        {
            var path = ResourcePath.Of<V1Pod>().Item(ObjectKey.Of(pod), "binding");
            await _api.SendAsync<V1Status>(HttpMethod.Post, path, ClusterApi.Json(binding), cancellation);
        }
        catch
        {
            _assumed.TryRemove(pod.Metadata.Uid, out _);
            throw;
        }

        await _events.PostAsync(pod, "Normal", "Scheduled", $"Successfully assigned {ObjectKey.Of(pod)} to {node}", null, cancellation, "Binding");
    }

    private async Task RefuseAsync(V1Pod pod, string message, CancellationToken cancellation)
    {
        var present = pod.Status?.Conditions ?? [];
        var before = present.FirstOrDefault(condition => condition.Type == "PodScheduled");
        if (before is { Status: "False" } && before.Message == message)
        {
            return;
        }

        var told = new V1PodCondition
        {
            Type = "PodScheduled",
            Status = "False",
            Reason = "Unschedulable",
            Message = message,
            ObservedGeneration = pod.Metadata.Generation,
            LastTransitionTime = before?.Status == "False" ? before.LastTransitionTime : Timestamps.WholeSeconds(_clock.GetUtcNow().UtcDateTime),
        };
        var status = new V1PodStatus { Conditions = [.. present.Where(condition => condition.Type != "PodScheduled"), told] };
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = pod.Metadata.ResourceVersion },
            ["status"] = JsonNode.Parse(KubernetesJson.Serialize(status)),
        };
        _pods.Remember(await _api.PatchAsync<V1Pod>(ObjectKey.Of(pod), patch, cancellation, "status"));
        await _events.PostAsync(pod, "Warning", "FailedScheduling", message, null, cancellation, "Scheduling");
    }
}
