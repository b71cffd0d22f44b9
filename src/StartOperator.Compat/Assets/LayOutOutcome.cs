namespace StartOperator.Compat.Assets;

/// <summary>What became of TARGET.</summary>
internal enum LayOutAction
{
    /// <summary>There was no tree; now there is one.</summary>
    LaidOut,

    /// <summary>There was another tree; it is gone.</summary>
    Replaced,

    /// <summary>There was this very tree; nothing was written.</summary>
    Kept,
}

/// <summary>A lay-out that went well.</summary>
/// <param name="Action">What became of TARGET.</param>
/// <param name="Target">TARGET.</param>
/// <param name="Count">How much is in the tree.</param>
/// <param name="Took">How long it took.</param>
internal sealed record LayOutOutcome(LayOutAction Action, string Target, TreeCount Count, TimeSpan Took)
{
    /// <summary>The line for the log.</summary>
    public override string ToString() => $"{Verb} {Target}: {Count}, {(long)Took.TotalMilliseconds} ms";

    private string Verb => Action switch
    {
        LayOutAction.LaidOut => "laid out",
        LayOutAction.Replaced => "replaced",
        _ => "kept",
    };
}
