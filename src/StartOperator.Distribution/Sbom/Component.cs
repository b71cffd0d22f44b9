namespace StartOperator.Distribution.Sbom;

/// <summary>A piece of somebody else's that is in an image.</summary>
/// <param name="Name">Its name, as its registry has it.</param>
/// <param name="Version">Its version.</param>
/// <param name="PackageUrl">Its <c>purl</c>, by which scanners know it.</param>
public sealed record Component(string Name, string Version, string PackageUrl)
{
    /// <summary>The SPDX expression of its licence; null when it does not give one.</summary>
    public string? License { get; init; }

    /// <summary>SHA-512 of the package as it was restored, in hexadecimal; null when it is not known.</summary>
    public string? Sha512 { get; init; }

    /// <summary>The package URLs of what it depends on itself.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];
}
