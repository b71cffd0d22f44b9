namespace StartOperator.Rendering.Status;

/// <summary>What a service is in, in the words of the readiness table: one row, one case.</summary>
public abstract record Situation
{
    private Situation()
    {
    }

    /// <summary>Main runs.</summary>
    public sealed record Running : Situation;

    /// <summary>Main is stopped, as the user wants.</summary>
    public sealed record Stopped : Situation;

    /// <summary>The service is on its way.</summary>
    /// <param name="Reason">What it is doing, as one word.</param>
    /// <param name="Message">What it waits for, in the scheduler's or kubelet's own words where they have some.</param>
    public sealed record Progressing(string Reason, string Message) : Situation;

    /// <summary>Something keeps failing; it is tried for ever.</summary>
    /// <param name="Reason">What fails, as one word.</param>
    /// <param name="Message">How, in the words of whoever noticed.</param>
    /// <param name="Since">Since when it has not run.</param>
    public sealed record Failing(string Reason, string Message, DateTimeOffset Since) : Situation;

    /// <summary>The package needs config, and nobody has given it.</summary>
    /// <param name="Message">What to do.</param>
    public sealed record NeedsConfig(string Message) : Situation;

    /// <summary>The spec can't be carried out; what runs is left alone.</summary>
    /// <param name="Reason">Why, as one word.</param>
    /// <param name="Message">Why, and what to do.</param>
    public sealed record Refused(string Reason, string Message) : Situation;

    /// <summary>The user has told the operator to keep its hands off.</summary>
    public sealed record Suspended : Situation;
}
