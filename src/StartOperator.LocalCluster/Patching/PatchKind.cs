namespace StartOperator.LocalCluster.Patching;

/// <summary>The kinds of patch a client can send.</summary>
internal enum PatchKind
{
    Json,
    Merge,
    Strategic,
    Apply,
}
