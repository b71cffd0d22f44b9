namespace StartOperator.Compat.Assets;

/// <summary>One assets volume to lay out.</summary>
/// <param name="From">A folder or a tar file.</param>
/// <param name="To">The folder that the tree becomes; the folder it stands in exists.</param>
/// <param name="Strip">The name of the one top-level folder of the source that is laid out; null for all of the source.</param>
/// <param name="Limits">How much it may take.</param>
internal sealed record LayOutRequest(string From, string To, string? Strip, LayOutLimits Limits);
