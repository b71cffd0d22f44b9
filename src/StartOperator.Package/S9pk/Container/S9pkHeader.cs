using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.S9pk.Container;

/// <summary>The header of a package of version 1 (contract: s9pk.md §1). The signature does not cover it.</summary>
internal sealed record S9pkHeader(DeveloperPublicKey Signer, byte[] Signature, IReadOnlyList<SectionContent> Sections, long Length)
{
    /// <summary>How many bytes stand before the table of contents.</summary>
    public const int FixedLength = 103;

    /// <summary>The section; null when the package has none.</summary>
    public SectionContent? this[S9pkSection section] => Sections.FirstOrDefault(content => content.Section == section);
}
