namespace StartOperator.Runtime.Client;

/// <summary>How an <see cref="ApiClient"/> behaves towards the API server.</summary>
public sealed record ApiClientOptions
{
    /// <summary>The field manager that owns what this client writes.</summary>
    public string FieldManager { get; init; } = "operator";

    /// <summary>How long one request may take, its answer included; watches are exempt once they stand.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer that is read; larger ones fail. A page of 500 objects must fit.</summary>
    public int MaxResponseBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>The longest line of a watch that is read; longer ones are skipped and reported.</summary>
    public int MaxWatchLineBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Told of every request when it has ended; it must be quick.</summary>
    public Action<ApiCall>? OnCall { get; init; }

    /// <summary>
    /// For how long writing is still allowed: a write is not begun when it is not, and is given up when it no longer is. Null for always.
    /// </summary>
    public Func<TimeSpan>? WritesAllowedFor { get; init; }

    /// <summary>Handlers around every request, outermost first: for tests that count, delay or break requests.</summary>
    public IReadOnlyList<DelegatingHandler> Handlers { get; init; } = [];
}

/// <summary>What happens to the objects an object owns when it is deleted.</summary>
public enum DeletePropagation
{
    /// <summary>As the kind prescribes.</summary>
    Default,

    /// <summary>They are deleted afterwards.</summary>
    Background,

    /// <summary>They are deleted first.</summary>
    Foreground,

    /// <summary>They stay.</summary>
    Orphan,
}

/// <summary>Under which conditions, and how, an object is deleted.</summary>
public sealed record DeleteConditions
{
    /// <summary>Only if it is this very object; null for any.</summary>
    public string? Uid { get; init; }

    /// <summary>Only if it hasn't changed since; null for any version.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What happens to the objects it owns.</summary>
    public DeletePropagation Propagation { get; init; }

    /// <summary>The seconds it gets to end; null for the object's own.</summary>
    public long? GracePeriodSeconds { get; init; }
}

/// <summary>What a deletion led to.</summary>
public enum DeleteOutcome
{
    /// <summary>The object is gone.</summary>
    Deleted,

    /// <summary>The object is going: it is still there until its grace period and its finalizers have ended.</summary>
    Terminating,

    /// <summary>There was no such object.</summary>
    NotFound,
}
