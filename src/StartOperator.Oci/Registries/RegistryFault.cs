using StartOperator.Package.Diagnostics;

namespace StartOperator.Oci.Registries;

/// <summary>Ends what was asked of a registry; it becomes a diagnostic where the work is put together, and never leaves it.</summary>
internal sealed class RegistryFault : Exception
{
    public RegistryFault(string path, string message, string remedy, Exception? inner = null)
        : base(message, inner) => (Path, Remedy) = (path, remedy);

    /// <summary>The registry or the repository.</summary>
    public string Path { get; }

    /// <summary>What to do.</summary>
    public string Remedy { get; }

    /// <summary>Whether the registry does not know a blob or manifest that it said it had.</summary>
    public bool IsMissingContent { get; init; }

    /// <summary>Whether the same may go better later.</summary>
    public bool MayPass { get; init; }

    /// <summary>The fault as a finding.</summary>
    public Diagnostic ToDiagnostic() => new(Severity.Error, Path, Message, Remedy, null);
}
