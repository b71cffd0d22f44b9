using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Watching;

/// <summary>How a <see cref="Reflector{T}"/> follows the API server.</summary>
public sealed record ReflectorOptions
{
    /// <summary>The most objects on one page of a list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>The shortest time after which the server ends a watch by itself; the longest is twice that.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The longest time without a single byte before a watch's connection counts as dead. Servers send a bookmark about every minute; a watch that
    /// was merely quiet goes on where it was.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>The waits after failures in a row.</summary>
    public Backoff Backoff { get; init; } = Backoff.Watch;
}
