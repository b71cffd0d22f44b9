using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Model.Dependencies;

/// <summary>Another package that this one uses (contract: dependencies.md §1).</summary>
public sealed record Dependency
{
    /// <summary>Which versions of it will do.</summary>
    public required VersionRange Version { get; init; }

    /// <summary>Whether it is needed always or by choice.</summary>
    public required Requirement Requirement { get; init; }

    /// <summary>What it is used for.</summary>
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
    public sealed record Required : Requirement;

    /// <summary>Not used unless the user chooses to.</summary>
    /// <param name="How">How the user chooses it.</param>
    public sealed record OptIn(string How) : Requirement;

    /// <summary>Used unless the user chooses not to.</summary>
    /// <param name="How">How the user avoids it.</param>
    public sealed record OptOut(string How) : Requirement;
}

/// <summary>The procedures on a dependency's config (contract: dependencies.md §3 and §4).</summary>
/// <param name="Check">Fails when the dependency's config does not suit.</param>
/// <param name="AutoConfigure">Prints a config of the dependency that suits.</param>
public sealed record DependencyConfig(Procedure Check, Procedure AutoConfigure);
