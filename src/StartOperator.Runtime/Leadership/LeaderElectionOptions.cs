namespace StartOperator.Runtime.Leadership;

/// <summary>
/// How replicas agree on the one that works. The times are long, because every renewal is a write to the cluster's disk, on a Raspberry Pi a card of
/// flash; a replica that shuts down hands over at once all the same.
/// </summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The Lease's name.</summary>
    public required string Lease { get; init; }

    /// <summary>The Lease's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>What this replica calls itself; different for every process that ever was.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid():n}";

    /// <summary>After how long without a renewal another replica takes over, as it sees it by its own clock.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// For how long after its last renewal the leader goes on writing. What is left until <see cref="LeaseDuration"/> is for requests on their way.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How often the leader renews, and the others look.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How soon the leader tries again when it could not renew.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What is wrong with these options; null when nothing.</summary>
    internal string? Fault =>
        string.IsNullOrWhiteSpace(Lease) || string.IsNullOrWhiteSpace(Namespace) ? "leader election needs the name and namespace of a Lease"
        : RetryInterval <= TimeSpan.Zero || RenewInterval < RetryInterval ? "leader election: RenewInterval must be at least RetryInterval, and both longer than nothing"
        : RenewDeadline <= RenewInterval || LeaseDuration <= RenewDeadline ? "leader election: RenewInterval < RenewDeadline < LeaseDuration must hold"
        : LeaseDuration < TimeSpan.FromSeconds(1) ? "leader election: LeaseDuration must be a second or more"
        : null;
}
