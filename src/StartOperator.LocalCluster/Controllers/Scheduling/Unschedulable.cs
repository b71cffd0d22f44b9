namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>Why no node takes a pod, in kube-scheduler's words.</summary>
internal static class Unschedulable
{
    /// <summary>There are no nodes at all.</summary>
    public const string NoNodes = "no nodes available to schedule pods";

    /// <summary>A cause that has nothing to do with any single node.</summary>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="cause">The cause.</param>
    public static string Everywhere(int nodes, string cause) => $"0/{nodes} nodes are available: {cause}. not found";

    /// <summary>Each node has its own reasons.</summary>
    /// <param name="refusals">One for each node.</param>
    /// <param name="mayPreempt">Whether the pod may push others out at all.</param>
    public static string ByNode(IReadOnlyCollection<Refusal> refusals, bool mayPreempt)
    {
        var reasons = Counted(refusals.SelectMany(refusal => refusal.Reasons));
        var preemption = mayPreempt
            ? $"0/{refusals.Count} nodes are available: {Counted(refusals.Select(Preemption))}."
            : "not eligible due to preemptionPolicy=Never.";
        return $"0/{refusals.Count} nodes are available: {reasons}. no new claims to deallocate, preemption: {preemption}";
    }

    private static string Preemption(Refusal refusal) =>
        refusal.IsFinal ? "Preemption is not helpful for scheduling" : "No preemption victims found for incoming pod";

    private static string Counted(IEnumerable<string> reasons) =>
        string.Join(", ", reasons.GroupBy(reason => reason).Select(group => $"{group.Count()} {group.Key}").Order(StringComparer.Ordinal));
}
