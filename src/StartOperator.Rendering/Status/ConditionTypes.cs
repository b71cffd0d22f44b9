namespace StartOperator.Rendering.Status;

/// <summary>The types of a StartService's conditions.</summary>
public static class ConditionTypes
{
    /// <summary>The service is as the resource asks.</summary>
    public const string Ready = "Ready";

    /// <summary>The operator, or the cluster, is still at work.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Nothing more will happen until somebody does something.</summary>
    public const string Stalled = "Stalled";

    /// <summary>The package's health checks succeed.</summary>
    public const string Healthy = "Healthy";

    /// <summary>Every pointer volume leads to data.</summary>
    public const string PointersResolved = "PointersResolved";

    /// <summary>The claims are as the resource asks.</summary>
    public const string StorageAsAsked = "StorageAsAsked";

    /// <summary>The packages that the package always needs are there, in versions that will do, and run.</summary>
    public const string DependenciesMet = "DependenciesMet";

    /// <summary>No neighbour uses an external LAN port otherwise.</summary>
    public const string PortsAgree = "PortsAgree";

    /// <summary>A service that wants graphics acceleration has a device.</summary>
    public const string DeviceAvailable = "DeviceAvailable";
}
