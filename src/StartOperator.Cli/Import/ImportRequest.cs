using StartOperator.Cli.Input;
using StartOperator.Oci.Packages;
using StartOperator.Oci.Registries;

namespace StartOperator.Cli.Import;

/// <summary>How a package is imported.</summary>
/// <param name="Place">The package: a file, a URL, or <c>-</c> for standard input.</param>
/// <param name="Address">Where its images go, or would go.</param>
/// <param name="Registry">How to deal with the registry.</param>
internal sealed record ImportRequest(string Place, RegistryAddress Address, RegistryOptions Registry)
{
    /// <summary>The folder for archives, instead of a push; null to push.</summary>
    public DirectoryInfo? Archives { get; init; }

    /// <summary>Architectures whose nodes emulate arm64.</summary>
    public IReadOnlyList<string> Emulating { get; init; } = [];

    /// <summary>Whether assets are to be mounted as image volumes.</summary>
    public bool MountsImages { get; init; }

    /// <summary>The compat programs to put beside assets.</summary>
    public IReadOnlyList<CompatProgramFile> Programs { get; init; } = [];

    /// <summary>What the StartService is to be like.</summary>
    public BuildOptions Service { get; init; } = new();
}
