namespace StartOperator.Package.Reading.Documents;

/// <summary>How big a document may be, so that reading a hostile one ends soon and takes little memory.</summary>
/// <param name="Bytes">The most bytes of UTF-8; the same number bounds the characters after aliases are followed.</param>
/// <param name="Depth">How deep lists and maps may lie in each other.</param>
/// <param name="Nodes">The most pieces after aliases are followed.</param>
internal sealed record DocumentLimits(int Bytes, int Depth, int Nodes)
{
    /// <summary>Manifests and config specs. Published ones have at most 13 KB and a depth of 9.</summary>
    public static DocumentLimits Manifest { get; } = new(1024 * 1024, 48, 65_536);
}
