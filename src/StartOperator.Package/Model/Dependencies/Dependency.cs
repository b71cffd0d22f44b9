using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Model.Dependencies;

/// <summary>Another package that this one uses (contract: dependencies.md §1).</summary>
public sealed record Dependency
{
    /// <summary>Which versions of it will do.</summary>
    [Text(Limits.VersionRange)]
    public required VersionRange Version { get; init; }

    /// <summary>Whether it is needed always or by choice.</summary>
    public required Requirement Requirement { get; init; }

    /// <summary>What it is used for.</summary>
    [Text(Limits.LongText)]
    public string? Description { get; init; }

    /// <summary>How to check and change the other package's config; null when its config does not matter.</summary>
    public DependencyConfig? Config { get; init; }
}

/// <summary>Whether a dependency is needed always or by choice.</summary>
public abstract record Requirement
{
    private protected Requirement()
    {
    }

    /// <summary>Always needed.</summary>
    [Variant("required")]
    public sealed record Required : Requirement;

    /// <summary>Not used unless the user chooses to.</summary>
    /// <param name="How">How the user chooses it.</param>
    [Variant("opt-in")]
    public sealed record OptIn([property: Text(Limits.LongText)] string How) : Requirement;

    /// <summary>Used unless the user chooses not to.</summary>
    /// <param name="How">How the user avoids it.</param>
    [Variant("opt-out")]
    public sealed record OptOut([property: Text(Limits.LongText)] string How) : Requirement;
}

/// <summary>The procedures on a dependency's config (contract: dependencies.md §3 and §4).</summary>
/// <param name="Check">Fails when the dependency's config does not suit.</param>
/// <param name="AutoConfigure">Prints a config of the dependency that suits.</param>
public sealed record DependencyConfig(Procedure Check, Procedure AutoConfigure);
