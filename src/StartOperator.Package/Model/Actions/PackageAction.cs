using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Model.Actions;

/// <summary>Something the user can have the service do (contract: actions.md).</summary>
public sealed record PackageAction
{
    /// <summary>The name shown to people.</summary>
    [Text(Limits.Name)]
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    [Text(Limits.LongText)]
    public required string Description { get; init; }

    /// <summary>What to confirm before it runs.</summary>
    [Text(Limits.LongText)]
    public string? Warning { get; init; }

    /// <summary>What to run.</summary>
    public required Procedure Implementation { get; init; }

    /// <summary>In which states of main it is offered, without repetition, in the author's order; empty for never.</summary>
    [Items(Limits.Entries)]
    public required ValueList<ActionStatus> AllowedStatuses { get; init; }

    /// <summary>The form to fill in; empty for none.</summary>
    public ConfigSpec InputSpec { get; init; } = ConfigSpec.Empty;
}

/// <summary>A state of main in which an action is offered.</summary>
public enum ActionStatus
{
    /// <summary>Main runs.</summary>
    Running,

    /// <summary>Main is stopped.</summary>
    Stopped,
}
