using StartOperator.Package.Model;
using StartOperator.Package.S9pk.Assets;
using StartOperator.Package.S9pk.Images;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.S9pk;

/// <summary>
/// What is in a package file of version 1 (contract: s9pk.md). It is small, whatever the size of the file: of images and assets it has the list and
/// the places. <see cref="S9pkContent"/> reads the bytes.
/// </summary>
public sealed record S9pkPackage
{
    internal S9pkPackage()
    {
    }

    /// <summary>The developer's key.</summary>
    public required DeveloperPublicKey Signer { get; init; }

    /// <summary>The hash that the developer has signed; null where the signature was not checked, and nothing must be believed.</summary>
    public required PackageHash? Hash { get; init; }

    /// <summary>Whether the signature was checked and is the signer's.</summary>
    public bool IsVerified => Hash is not null;

    /// <summary>Where the bytes start that are signed.</summary>
    internal long Start { get; init; }

    /// <summary>How many bytes the file has, as far as its sections tell.</summary>
    public required long Length { get; init; }

    /// <summary>Its sections by position.</summary>
    public required ValueList<SectionContent> Sections { get; init; }

    /// <summary>The manifest; null when it has errors.</summary>
    public required Manifest? Manifest { get; init; }

    /// <summary>The manifest as JSON, as registries serve it, with StartOS's defaults and nulls; null when it can't be read at all.</summary>
    public required JsonValue? ManifestJson { get; init; }

    /// <summary>The images; null when they can't be read.</summary>
    public required ImageIndex? Images { get; init; }

    /// <summary>The assets; null when they can't be read, or are unsafe to unpack.</summary>
    public required AssetsTree? Assets { get; init; }

    /// <summary>A section; null when the package has none, as one without scripts.</summary>
    public SectionContent? Section(S9pkSection section) => Sections.FirstOrDefault(content => content.Section == section);
}
