namespace StartOperator.Package.Reading.Procedures;

/// <summary>What StartOS demands of a procedure, depending on what it is for (contract: manifest.md §8, "Rule set P").</summary>
internal sealed record ProcedureRules
{
    /// <summary>The rules of a dependency's procedures: StartOS only parses them.</summary>
    public static ProcedureRules Unchecked { get; } = new() { AnyImage = true };

    /// <summary>The volumes that may be mounted, besides <c>BACKUP</c>; null for any.</summary>
    public IReadOnlySet<string>? Volumes { get; init; }

    /// <summary>Whether <c>io-format</c> must be set.</summary>
    public bool NeedsIoFormat { get; init; }

    /// <summary>Whether a system image may have any name.</summary>
    public bool AnyImage { get; init; }

    /// <summary>Whether it may not be a script.</summary>
    public bool NoScript { get; init; }
}
