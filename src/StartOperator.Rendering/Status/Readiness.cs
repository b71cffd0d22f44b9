using StartOperator.Resources;

namespace StartOperator.Rendering.Status;

/// <summary>
/// The truth table of Ready, Reconciling and Stalled: all three are present from the first write, and mean what kstatus and
/// <c>kubectl wait</c> take them to mean.
/// </summary>
public static class Readiness
{
    /// <summary>For how long something may keep failing before a person is called for.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The three conditions of a situation.</summary>
    /// <param name="situation">What the service is in.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<Verdict> Judge(Situation situation, DateTimeOffset now) => situation switch
    {
        Situation.Running => Verdicts(true, Reasons.Running, "main runs"),
        Situation.Stopped => Verdicts(true, Reasons.Stopped, "main is stopped, as spec.state asks"),
        Situation.Progressing p => Verdicts(false, p.Reason, p.Message, reconciling: true),
        Situation.Failing f => Verdicts(false, f.Reason, f.Message, reconciling: true, stalled: now - f.Since >= Deadline),
        Situation.NeedsConfig n => Verdicts(false, Reasons.NeedsConfig, n.Message),
        Situation.Refused r => Verdicts(false, r.Reason, r.Message, stalled: true),
        Situation.Suspended => Verdicts(false, Reasons.Suspended, "spec.suspend is true: the operator changes nothing until it is false"),
        _ => throw new ArgumentOutOfRangeException(nameof(situation), situation, "unknown situation"),
    };

    /// <summary>
    /// The three conditions when the operator's own work keeps failing: what was known of the service stands, and the operator is still at it.
    /// </summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="before">The conditions until now.</param>
    public static IReadOnlyList<Verdict> JudgeFailure(string message, IReadOnlyList<ServiceCondition> before) =>
    [
        Known(ConditionTypes.Ready, before) ?? new(ConditionTypes.Ready, ConditionStatus.False, Reasons.ReconcileError, message),
        new(ConditionTypes.Reconciling, ConditionStatus.True, Reasons.ReconcileError, message),
        Known(ConditionTypes.Stalled, before) ?? new(ConditionTypes.Stalled, ConditionStatus.False, Reasons.NotStalled, "nobody needs to act"),
        .. before.Where(c => c.Type is not (ConditionTypes.Ready or ConditionTypes.Reconciling or ConditionTypes.Stalled)).Select(Verdict.Of),
    ];

    private static Verdict? Known(string type, IReadOnlyList<ServiceCondition> before) =>
        before.FirstOrDefault(c => c.Type == type) is { } condition ? Verdict.Of(condition) : null;

    /// <summary>When <see cref="Judge"/> will say something else of the same situation, without anything happening; null when never.</summary>
    public static DateTimeOffset? ChangesAt(Situation situation, DateTimeOffset now) =>
        situation is Situation.Failing f && f.Since + Deadline > now ? f.Since + Deadline : null;

    private static IReadOnlyList<Verdict> Verdicts(bool ready, string reason, string message, bool reconciling = false, bool stalled = false) =>
    [
        new(ConditionTypes.Ready, ready ? ConditionStatus.True : ConditionStatus.False, reason, message),
        reconciling
            ? new(ConditionTypes.Reconciling, ConditionStatus.True, reason, message)
            : new(ConditionTypes.Reconciling, ConditionStatus.False, Reasons.Settled, "nothing is under way"),
        stalled
            ? new(ConditionTypes.Stalled, ConditionStatus.True, reason, message)
            : new(ConditionTypes.Stalled, ConditionStatus.False, Reasons.NotStalled, "nobody needs to act"),
    ];
}

/// <summary>What a condition should say.</summary>
/// <param name="Type">The condition's type.</param>
/// <param name="Status">Whether it holds.</param>
/// <param name="Reason">Why, as one word.</param>
/// <param name="Message">Why, and what to do.</param>
public sealed record Verdict(string Type, ConditionStatus Status, string Reason, string Message)
{
    /// <summary>What a condition says now.</summary>
    public static Verdict Of(ServiceCondition condition) => new(condition.Type, condition.Status, condition.Reason, condition.Message);
}
