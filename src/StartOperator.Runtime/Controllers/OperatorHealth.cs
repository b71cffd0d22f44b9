namespace StartOperator.Runtime.Controllers;

/// <summary>What probes ask for.</summary>
public sealed class OperatorHealth
{
    private volatile bool _allCachesSynced;
    private volatile bool _isStopping;
    private volatile string? _fault;

    /// <summary>Whether every cache has seen a complete list, so that the controllers work: <c>/readyz</c>.</summary>
    public bool AllCachesSynced
    {
        get => _allCachesSynced && !_isStopping;
        internal set => _allCachesSynced = value;
    }

    /// <summary>Whether the process still does its work: <c>/livez</c>. A server that can't be reached is no reason to restart us.</summary>
    public bool IsAlive => _fault is null;

    /// <summary>What ended the work; null while it goes on.</summary>
    public string? Fault
    {
        get => _fault;
        internal set => _fault = value;
    }

    internal void Stopping() => _isStopping = true;
}
