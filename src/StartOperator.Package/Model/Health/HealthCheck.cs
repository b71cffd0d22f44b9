using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Model.Health;

/// <summary>A check of the service; the procedure's fields stand beside the check's own (contract: health.md).</summary>
public sealed record HealthCheck
{
    /// <summary>The name shown to people.</summary>
    [Text(Limits.Name)]
    public required string Name { get; init; }

    /// <summary>What to show when the check succeeds.</summary>
    [Text(Limits.LongText)]
    public string? SuccessMessage { get; init; }

    /// <summary>After how long the check counts as failed; StartOS's default is 30 s.</summary>
    [Text(Limits.Duration)]
    public Duration? Timeout { get; init; }

    /// <summary>What to run.</summary>
    [Inlined]
    public required Procedure Procedure { get; init; }
}
