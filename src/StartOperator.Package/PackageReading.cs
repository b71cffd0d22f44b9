using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;

namespace StartOperator.Package;

/// <summary>What reading a manifest gave.</summary>
public sealed record PackageReading
{
    internal PackageReading(Manifest? manifest, IReadOnlyList<Diagnostic> diagnostics) => (Manifest, Diagnostics) = (manifest, diagnostics);

    /// <summary>The manifest; null exactly when there is an error.</summary>
    public Manifest? Manifest { get; }

    /// <summary>What is wrong, in the order of the document; what is missing counts as standing at the end of its map.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Whether there is an error.</summary>
    public bool HasErrors => Manifest is null;
}
