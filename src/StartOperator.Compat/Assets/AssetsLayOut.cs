using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Assets;

/// <summary>
/// Lays out one assets volume so that TARGET is, at every moment, the old tree, or the new one, or (the first time) nothing; a run that is
/// killed at any point and started again ends as if it had not been. The new tree grows beside TARGET and takes its place in one rename,
/// which is why TARGET can't be a mount point: the volume is mounted one level up.
/// </summary>
/// <remarks>
/// Beside TARGET <c>tree</c> stand <c>.tree.digest</c>, which lets the next run see that there is nothing to do, and while a run lasts
/// passing names, which the next run removes should they be left.
/// </remarks>
internal sealed class AssetsLayOut(Disk disk, TimeProvider time)
{
    /// <summary>Lays out the volume. What goes wrong with the file system throws <see cref="DiskFailure"/>.</summary>
    public Fault? Run(LayOutRequest request, out LayOutOutcome? outcome)
    {
        outcome = null;
        var started = time.GetTimestamp();
        if (AssetsSource.TryOpen(disk, request, out var opened) is { } unusable) return unusable;
        using var source = opened!;
        using var target = LayOutTarget.Open(disk, request);
        if (target.FaultOf(source) is { } fault) return fault;
        target.RemoveLeftovers();

        var action = LayOutAction.Kept;
        if (KeptTree(target, source, request.Limits) is not { } summary)
        {
            if (Replace(target, source, request.Limits, out var laidOut, out action) is { } refused) return refused;
            summary = laidOut!;
        }

        outcome = new LayOutOutcome(action, request.To, summary.Count, time.GetElapsedTime(started));
        return null;
    }

    /// <summary>The tree that is there, if it comes from what the source holds now and nobody has changed it since.</summary>
    private static TreeSummary? KeptTree(LayOutTarget target, IAssetsSource source, LayOutLimits limits)
    {
        if (target.ReadMarker() is not { } marker || target.Summarize(limits) is not { } summary) return null;
        return marker.TreeDigest == summary.Digest && marker.SourceKey == source.ReadKey() ? summary : null;
    }

    private static Fault? Replace(LayOutTarget target, IAssetsSource source, LayOutLimits limits, out TreeSummary? summary, out LayOutAction action)
    {
        summary = null;
        action = LayOutAction.LaidOut;
        var next = target.NewName();
        try
        {
            if (Write(target, next, source, limits, out var key, out summary) is { } fault)
            {
                target.Remove(next);
                return fault;
            }

            var old = target.Switch(next);
            if (old is not null) action = LayOutAction.Replaced;
            if (key is not null) target.WriteMarker(new LayOutMarker(key, summary!.Digest));
            if (old is { } oldName) target.Remove(oldName);
            return null;
        }
        catch (DiskFailure)
        {
            target.TryRemoveLeftovers();
            throw;
        }
    }

    private static Fault? Write(
        LayOutTarget target, FileName next, IAssetsSource source, LayOutLimits limits, out string? key, out TreeSummary? summary)
    {
        summary = null;
        using var root = target.CreateFolder(next);
        var writer = new TreeWriter(root, limits);
        if (source.LayOut(writer, out key) is { } fault) return fault;
        if (writer.Finish() is { } escape) return escape with { Path = source.PlaceOf(escape.Path) };
        summary = TreeDigest.Of(root, limits, flush: true);
        if (summary is not null) return null;
        const string Remedy = "check that nothing else writes into the volume, then run again";
        return new Fault(ExitCode.Io, root.Path, "is not the tree that was just written", Remedy);
    }
}
