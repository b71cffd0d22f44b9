namespace StartOperator.Testing.ControlPlane;

/// <summary>What a real control plane consists of.</summary>
public sealed record RealControlPlaneOptions
{
    /// <summary>With kube-controller-manager and kube-scheduler; without, only the API is there, and nothing acts on it.</summary>
    public bool Full { get; init; }

    /// <summary>How long a node may be silent before kube-controller-manager calls it unreachable.</summary>
    public TimeSpan NodeMonitorGracePeriod { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>Further flags of kube-apiserver.</summary>
    public IReadOnlyList<string> ApiServerFlags { get; init; } = [];

    /// <summary>Further flags of kube-controller-manager.</summary>
    public IReadOnlyList<string> ControllerManagerFlags { get; init; } = [];
}
