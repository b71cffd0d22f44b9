namespace StartOperator.Compat.Assets;

/// <summary>What stands beside a tree that is laid out completely: from what it was made, and what it must still be.</summary>
/// <param name="SourceKey">The key of its source.</param>
/// <param name="TreeDigest">The digest of the tree.</param>
internal sealed record LayOutMarker(string SourceKey, string TreeDigest)
{
    /// <summary>The most bytes a marker takes.</summary>
    public const int MostBytes = 1024;

    private const string SourceTag = "source ";
    private const string TreeTag = "tree ";

    /// <summary>Reads a marker; null when it is none, whatever the reason.</summary>
    public static LayOutMarker? TryParse(string text) =>
        text.Split('\n') is [var source, var tree, ""]
        && source.StartsWith(SourceTag, StringComparison.Ordinal) && tree.StartsWith(TreeTag, StringComparison.Ordinal)
            ? new LayOutMarker(source[SourceTag.Length..], tree[TreeTag.Length..])
            : null;

    /// <summary>The marker's text.</summary>
    public override string ToString() => $"{SourceTag}{SourceKey}\n{TreeTag}{TreeDigest}\n";
}
