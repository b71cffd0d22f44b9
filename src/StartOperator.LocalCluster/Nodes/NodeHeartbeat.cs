using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>A node's presence in the cluster: its Node object, and the lease that tells the cluster that it lives.</summary>
/// <param name="api">The API.</param>
/// <param name="options">What the node is.</param>
/// <param name="address">Its address.</param>
/// <param name="port">The port at which it serves logs and commands.</param>
internal sealed class NodeHeartbeat(ClusterApi api, SimulatedNodeOptions options, string address, int port)
{
    private const string LeaseNamespace = "kube-node-lease";
    private readonly ObjectKey _key = new(null, options.Name);
    private string _bootId = Guid.NewGuid().ToString();

    /// <summary>The Node object as last seen.</summary>
    public V1Node? Node { get; private set; }

    /// <summary>Registers the node, or takes over the Node object of its name, and reports it Ready.</summary>
    public async Task RegisterAsync(CancellationToken cancellation)
    {
        var labels = JsonNode.Parse(KubernetesJson.Serialize(new V1ObjectMeta { Labels = Labels() }));
        Node = await api.CreateIfAbsentAsync(Described(), cancellation)
            ?? await api.PatchAsync<V1Node>(_key, new() { ["metadata"] = labels }, cancellation);
        await ReportAsync(cancellation);
        await RenewAsync(cancellation);
    }

    /// <summary>The machine comes up anew.</summary>
    public async Task RebootAsync(CancellationToken cancellation)
    {
        _bootId = Guid.NewGuid().ToString();
        await ReportAsync(cancellation);
    }

    /// <summary>One beat: the lease is renewed, and the status put right where the cluster came to think otherwise.</summary>
    public async Task BeatAsync(CancellationToken cancellation)
    {
        await RenewAsync(cancellation);
        Node = await api.FindAsync<V1Node>(_key, cancellation);
        if (Node is null)
        {
            await RegisterAsync(cancellation);
        }
        else if (Node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready") is not { Status: "True" }
            || (Node.Spec?.Taints ?? []).Any(IsLifted))
        {
            await ReportAsync(cancellation);
        }
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        var patch = new JsonObject { ["status"] = JsonNode.Parse(KubernetesJson.Serialize(Status())) };
        Node = await api.PatchAsync<V1Node>(_key, patch, cancellation, "status");
        await LiftTaintsAsync(cancellation);
    }

    private async Task LiftTaintsAsync(CancellationToken cancellation)
    {
        if (!(Node?.Spec?.Taints ?? []).Any(IsLifted))
        {
            return;
        }

        try
        {
            var rest = JsonNode.Parse(KubernetesJson.Serialize(new V1NodeSpec { Taints = [.. Node!.Spec.Taints.Where(taint => !IsLifted(taint))] }));
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = Node.Metadata.ResourceVersion },
                ["spec"] = rest,
            };
            Node = await api.PatchAsync<V1Node>(_key, patch, cancellation);
        }
        catch (ApiRefusalException refusal) when (refusal.IsConflict)
        {
            // A node lifecycle controller is at it too; the next beat looks again.
        }
    }

    // Set at registration and when the node was thought lost; lifted once it is Ready, by whoever is first.
    private static bool IsLifted(V1Taint taint) => taint.Key is "node.kubernetes.io/not-ready" or "node.kubernetes.io/unreachable";

    private async Task RenewAsync(CancellationToken cancellation)
    {
        var key = new ObjectKey(LeaseNamespace, options.Name);
        var renewed = new JsonObject { ["spec"] = new JsonObject { ["renewTime"] = Timestamps.Microseconds(TimeProvider.System) } };
        try
        {
            await api.PatchAsync<V1Lease>(key, renewed, cancellation);
        }
        catch (ApiRefusalException refusal) when (refusal.IsNotFound)
        {
            await api.CreateIfAbsentAsync(
                new V1Lease
                {
                    ApiVersion = "coordination.k8s.io/v1",
                    Kind = "Lease",
                    Metadata = new() { Name = options.Name, NamespaceProperty = LeaseNamespace },
                    Spec = new()
                    {
                        HolderIdentity = options.Name,
                        LeaseDurationSeconds = (int)(4 * options.Heartbeat).TotalSeconds,
                        RenewTime = TimeProvider.System.GetUtcNow().UtcDateTime,
                    },
                },
                cancellation);
        }
    }

    private Dictionary<string, string> Labels() => new(options.Labels)
    {
        ["kubernetes.io/arch"] = options.Architecture,
        ["kubernetes.io/os"] = "linux",
        ["kubernetes.io/hostname"] = options.Name,
    };

    private V1Node Described() => new()
    {
        ApiVersion = "v1",
        Kind = "Node",
        Metadata = new() { Name = options.Name, Labels = Labels() },
        Spec = new() { Taints = options.Taints.Count == 0 ? null : [.. options.Taints] },
    };

    private V1NodeStatus Status()
    {
        var capacity = options.Capacity.ToDictionary(amount => amount.Key, amount => new ResourceQuantity(amount.Value));
        return new()
        {
            Capacity = capacity,
            Allocatable = capacity,
            Addresses = [new() { Type = "InternalIP", Address = address }, new() { Type = "Hostname", Address = options.Name }],
            Conditions =
            [
                Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
            ],
            DaemonEndpoints = new() { KubeletEndpoint = new() { Port = port } },
            DeclaredFeatures = ["ExtendWebSocketsToKubelet"], // Commands come over WebSocket, not translated to SPDY.
            NodeInfo = new()
            {
                Architecture = options.Architecture,
                OperatingSystem = "linux",
                OsImage = "StartOperator simulated node",
                KernelVersion = "6.6.0",
                KubeletVersion = "v1.36.2",
                KubeProxyVersion = "",
                ContainerRuntimeVersion = "containerd://2.0.0",
                MachineID = options.Name,
                SystemUUID = options.Name,
                BootID = _bootId,
            },
        };
    }

    private V1NodeCondition Condition(string type, string status, string reason, string message)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var before = Node?.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        return new()
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastHeartbeatTime = now,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
    }
}
