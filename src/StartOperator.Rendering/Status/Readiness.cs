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
public sealed record Verdict(string Type, ConditionStatus Status, string Reason, string Message);
