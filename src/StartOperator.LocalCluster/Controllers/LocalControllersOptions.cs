using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.LocalCluster.Controllers;

/// <summary>The controllers that a process can play.</summary>
[Flags]
public enum ClusterComponents
{
    /// <summary>None: the nodes alone.</summary>
    None = 0,

    /// <summary>Provisions, grows and deletes volumes of the simulated provisioner's StorageClasses.</summary>
    ClaimProvisioner = 1,

    /// <summary>Binds claims to volumes, and tells the phases of both.</summary>
    ClaimBinder = 2,

    /// <summary>Holds deleted claims and volumes while they are in use.</summary>
    StorageProtection = 4,

    /// <summary>Gives pods their nodes.</summary>
    Scheduler = 8,

    /// <summary>Deletes what belongs to nobody any more.</summary>
    GarbageCollector = 16,

    /// <summary>Empties namespaces that are deleted.</summary>
    Namespaces = 32,

    /// <summary>Makes the default service account, and the ConfigMap of the API server's certificates, in every namespace.</summary>
    ServiceAccounts = 64,

    /// <summary>Lists the pods behind Services.</summary>
    EndpointSlices = 128,

    /// <summary>Notices nodes that fall silent.</summary>
    NodeLifecycle = 256,

    /// <summary>What kube-scheduler and kube-controller-manager leave to others.</summary>
    BesideKubeControllerManager = ClaimProvisioner,

    /// <summary>Everything an API server needs to be a cluster.</summary>
    All = ClaimProvisioner | ClaimBinder | StorageProtection | Scheduler | GarbageCollector | Namespaces | ServiceAccounts | EndpointSlices
        | NodeLifecycle,
}

/// <summary>Which components of a cluster this process plays.</summary>
public sealed record LocalControllersOptions
{
    /// <summary>The controllers.</summary>
    public ClusterComponents Components { get; init; } = ClusterComponents.BesideKubeControllerManager;

    /// <summary>The nodes; none by default.</summary>
    public IReadOnlyList<SimulatedNodeOptions> Nodes { get; init; } = [];

    /// <summary>How long a node may be silent before it is called unreachable.</summary>
    public TimeSpan NodeMonitorGracePeriod { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>The time that controllers tell in events and conditions.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the controllers write what goes wrong.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
