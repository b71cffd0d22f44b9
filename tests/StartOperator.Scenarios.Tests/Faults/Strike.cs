namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>One case of the matrix: a fault at a place.</summary>
public sealed class Strike
{
    private readonly Fault? _fault;
    private readonly WatchCut? _cut;
    private readonly string _told;

    /// <summary>Which request, or event, is struck.</summary>
    public int Number { get; }

    /// <summary>A request is struck.</summary>
    /// <param name="target">Which requests are counted.</param>
    /// <param name="kind">What befalls it.</param>
    /// <param name="number">Which request: 1 for the first.</param>
    public Strike(FaultTarget target, FaultKind kind, int number)
    {
        Number = number;
        (_fault, _told) = (new(target, kind, number), $"{kind} at number {number} of the {target.ToString().ToLowerInvariant()}");
    }

    /// <summary>A watch is cut.</summary>
    /// <param name="number">At which event: 1 for the first.</param>
    /// <param name="within">Whether in the middle of it.</param>
    public Strike(int number, bool within)
    {
        Number = number;
        (_cut, _told) = (new(number, within), $"a watch cut {(within ? "within" : "after")} event {number}");
    }

    /// <summary>What carries it out.</summary>
    public DelegatingHandler Handler => (DelegatingHandler?)_fault ?? _cut!;

    /// <summary>What it struck; null when it did not.</summary>
    public string? Victim => _fault?.Victim ?? _cut?.Victim;

    /// <summary>Done when the operator has died of it; null when it is not deadly.</summary>
    public Task? Death => _fault is { IsDeadly: true } ? _fault.Struck : null;

    /// <summary>From now on requests, or events, are counted.</summary>
    public void Arm()
    {
        _fault?.Arm();
        _cut?.Arm();
    }

    /// <inheritdoc/>
    public override string ToString() => _told;
}
