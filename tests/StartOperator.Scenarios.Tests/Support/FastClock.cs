namespace StartOperator.Scenarios.Tests.Support;

/// <summary>A clock on which time flies, for what takes minutes.</summary>
/// <param name="speed">How many of its seconds pass in a second.</param>
public sealed class FastClock(double speed) : TimeProvider
{
    private readonly DateTimeOffset _begun = System.GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _begun + ((System.GetUtcNow() - _begun) * speed);

    /// <inheritdoc/>
    public override long GetTimestamp() => (long)(System.GetTimestamp() * speed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(this, System.CreateTimer(callback, state, Slow(dueTime), Slow(period)));

    private TimeSpan Slow(TimeSpan time) => time > TimeSpan.Zero ? time / speed : time;

    private sealed class FastTimer(FastClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Slow(dueTime), clock.Slow(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
