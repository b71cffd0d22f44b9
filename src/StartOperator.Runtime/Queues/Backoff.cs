namespace StartOperator.Runtime.Queues;

/// <summary>
/// How long to wait after the n-th failure in a row: doubling from <see cref="Base"/> up to <see cref="Cap"/>, never giving up. Between half
/// and all of that is taken at random, so that what failed together doesn't return together.
/// </summary>
/// <param name="Base">The wait after the first failure.</param>
/// <param name="Cap">The longest wait.</param>
public sealed record Backoff(TimeSpan Base, TimeSpan Cap)
{
    /// <summary>For reconciles: 200 ms up to 5 minutes.</summary>
    public static Backoff Reconcile { get; } = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(5));

    /// <summary>For lists and watches: 500 ms up to 30 seconds.</summary>
    public static Backoff Watch { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    /// <summary>Gives a number from 0 up to 1.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>The wait after this many failures in a row.</summary>
    public TimeSpan After(int failures)
    {
        var full = Math.Min(Cap.TotalSeconds, Base.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 62)));
        return TimeSpan.FromSeconds(full * (0.5 + (Random() / 2)));
    }
}
