namespace StartOperator.Package.S9pk;

/// <summary>Where a section is, and what it consists of.</summary>
/// <param name="Section">The section.</param>
/// <param name="Position">Where it starts, in bytes from the start of the file.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record SectionContent(S9pkSection Section, long Position, long Length)
{
    /// <summary>
    /// The SHA-256 of its bytes as they were when the signature was checked, so that they can be told when they are read again; null for the
    /// images, whose blobs have one each, and in a package that was not verified.
    /// </summary>
    public Sha256Digest? Digest { get; init; }

    /// <summary>Where the next byte after it is.</summary>
    public long End => Position + Length;
}
