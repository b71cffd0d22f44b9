using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk.Newer;

namespace StartOperator.Package.S9pk;

/// <summary>What reading a package file gave.</summary>
public sealed record S9pkReading
{
    internal S9pkReading(S9pkPackage? package, NewerPackage? newer, IReadOnlyList<Diagnostic> diagnostics) =>
        (Package, Newer, Diagnostics) = (package, newer, diagnostics);

    /// <summary>The package, which may have errors in its parts; null when the file is none, is damaged, or its signature is wrong.</summary>
    public S9pkPackage? Package { get; }

    /// <summary>What is known of a package of version 2, which StartOperator can't run; null for others.</summary>
    public NewerPackage? Newer { get; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Whether there is an error: StartOS would not install the package, or StartOperator should not.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
}
