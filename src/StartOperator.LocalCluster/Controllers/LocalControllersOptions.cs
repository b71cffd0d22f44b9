using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.LocalCluster.Controllers;

/// <summary>Which components of a cluster this process plays.</summary>
public sealed record LocalControllersOptions
{
    /// <summary>The nodes; none by default.</summary>
    public IReadOnlyList<SimulatedNodeOptions> Nodes { get; init; } = [];

    /// <summary>Provision volumes of the simulated StorageClass's provisioner.</summary>
    public bool ClaimProvisioner { get; init; } = true;

    /// <summary>The time that controllers tell in events and conditions.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the controllers write what goes wrong.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
