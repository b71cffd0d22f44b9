namespace StartOperator.Compat.Assets;

/// <summary>A tree in short.</summary>
/// <param name="Digest">Equal for two trees exactly when all names, kinds, permission bits, times (in seconds), contents and links are.</param>
/// <param name="Count">How much is in it.</param>
internal sealed record TreeSummary(string Digest, TreeCount Count);
