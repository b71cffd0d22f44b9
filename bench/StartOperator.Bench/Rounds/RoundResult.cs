namespace StartOperator.Bench.Rounds;

/// <summary>What one program needed for one number of workloads. Times are seconds unless they say otherwise, memory is MiB.</summary>
public sealed record RoundResult
{
    /// <summary>How the operator was compiled.</summary>
    public required string Program { get; init; }

    /// <summary>What it ran against.</summary>
    public required string Cluster { get; init; }

    /// <summary>How many workloads.</summary>
    public required int Workloads { get; init; }

    /// <summary>What a bare client needs to create the same children: the median of three.</summary>
    public double Floor { get; set; }

    /// <summary>All the times whose median the floor is, in their order.</summary>
    public IReadOnlyList<double> Floors { get; set; } = [];

    /// <summary>The processor time of the API server and its store for the median floor.</summary>
    public double FloorServerCpu { get; set; }

    /// <summary>What a bare client needs to create the workloads themselves.</summary>
    public double WorkloadsFloor { get; set; }

    /// <summary>
    /// What a bare client needs then for all that an operator can't do without: the children with their owners, a status for each workload, and watches of all
    /// six kinds.
    /// </summary>
    public double WorkFloor { get; set; }

    /// <summary>The processor time of the API server and its store for that.</summary>
    public double WorkFloorServerCpu { get; set; }

    /// <summary>From the first workload's creation to the last one's readiness, with the operator at work from the beginning.</summary>
    public double Created { get; set; }

    /// <summary>The requests for that, by verb.</summary>
    public IReadOnlyDictionary<string, int> CreatedRequests { get; set; } = new Dictionary<string, int>();

    /// <summary>The operator's processor time for that.</summary>
    public double CreatedCpu { get; set; }

    /// <summary>The processor time of the API server and its store for that.</summary>
    public double CreatedServerCpu { get; set; }

    /// <summary>From the operator's start to the readiness of workloads that nobody had looked at yet.</summary>
    public double ColdStart { get; set; }

    /// <summary>The requests for that, by verb.</summary>
    public IReadOnlyDictionary<string, int> ColdStartRequests { get; set; } = new Dictionary<string, int>();

    /// <summary>The operator's processor time for the cold start.</summary>
    public double ColdStartCpu { get; set; }

    /// <summary>The processor time of the API server and its store for the cold start.</summary>
    public double ColdStartServerCpu { get; set; }

    /// <summary>From the operator's start to the end of the last of one reconcile for each converged workload.</summary>
    public double Restart { get; set; }

    /// <summary>The requests for that, by verb.</summary>
    public IReadOnlyDictionary<string, int> RestartRequests { get; set; } = new Dictionary<string, int>();

    /// <summary>From the operator's start to the readiness of the only workload there is.</summary>
    public double FirstReady { get; set; }

    /// <summary>Resident memory with no workload.</summary>
    public double RssEmpty { get; set; }

    /// <summary>Resident memory with all of them converged.</summary>
    public double RssConverged { get; set; }

    /// <summary>The most resident memory until then.</summary>
    public double RssPeak { get; set; }

    /// <summary>Resident memory after a restart with all of them converged.</summary>
    public double RssRestarted { get; set; }

    /// <summary>Requests per minute with nothing to do, watches that are opened anew included.</summary>
    public double IdleRequests { get; set; }

    /// <summary>Writes per minute with nothing to do.</summary>
    public double IdleWrites { get; set; }

    /// <summary>From a change of one workload's spec to the change of its child, milliseconds, as a client that watches sees it.</summary>
    public IReadOnlyList<double> Changes { get; set; } = [];

    /// <summary>The same for workloads that were changed before.</summary>
    public IReadOnlyList<double> LaterChanges { get; set; } = [];

    /// <summary>From the arrival of a spec's change at the API server to that of the operator's first write for it, milliseconds, as the audit log tells.</summary>
    public IReadOnlyList<double> FirstWrites { get; set; } = [];
}
