using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model.Config;

namespace StartOperator.Package;

/// <summary>What reading a config spec gave.</summary>
public sealed record ConfigSpecReading
{
    internal ConfigSpecReading(ConfigSpec? spec, IReadOnlyList<Diagnostic> diagnostics) => (Spec, Diagnostics) = (spec, diagnostics);

    /// <summary>The spec; null exactly when there is an error.</summary>
    public ConfigSpec? Spec { get; }

    /// <summary>What is wrong, in the order of the document.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Whether there is an error.</summary>
    public bool HasErrors => Spec is null;
}
