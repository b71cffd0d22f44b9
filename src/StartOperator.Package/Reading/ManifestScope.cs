using StartOperator.Package.Reading.Procedures;

namespace StartOperator.Package.Reading;

/// <summary>What the parts of a manifest must know of its other parts.</summary>
/// <param name="Form">How ordered maps are written.</param>
/// <param name="Volumes">The volumes that are declared; null when that can't be told.</param>
/// <param name="Interfaces">The interfaces that are declared; null when that can't be told.</param>
internal sealed record ManifestScope(DocumentForm Form, IReadOnlySet<string>? Volumes, IReadOnlySet<string>? Interfaces)
{
    /// <summary>The rules of a procedure whose output StartOS reads.</summary>
    public ProcedureRules Speaking => new() { Volumes = Volumes, NeedsIoFormat = true };

    /// <summary>The rules of a procedure whose output nobody reads.</summary>
    public ProcedureRules Silent => new() { Volumes = Volumes };
}
