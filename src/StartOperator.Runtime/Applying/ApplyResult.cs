using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Applying;

/// <summary>What making an object as desired led to.</summary>
public enum ApplyOutcome
{
    /// <summary>It was as desired; no request was sent.</summary>
    Unchanged,

    /// <summary>It was absent and is there now.</summary>
    Created,

    /// <summary>It differed and is as desired now.</summary>
    Applied,

    /// <summary>An object of that name belongs to somebody else and was not touched.</summary>
    NameTaken,

    /// <summary>An object of that name is ours but is being deleted, and was not touched: try again when it is gone.</summary>
    Terminating,

    /// <summary>The server refuses it, and will refuse it again unless something changes.</summary>
    Rejected,

    /// <summary>It is gone, and was not to be created.</summary>
    Absent,
}

/// <summary>What making an object as desired led to, with the object or the refusal.</summary>
/// <typeparam name="T">The type of the object.</typeparam>
public sealed record ApplyResult<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private ApplyResult(ApplyOutcome outcome, T? observed, ApiException? refusal)
    {
        Outcome = outcome;
        Observed = observed;
        Refusal = refusal;
    }

    /// <summary>What happened.</summary>
    public ApplyOutcome Outcome { get; }

    /// <summary>The object as it is now; null when it doesn't exist.</summary>
    public T? Observed { get; }

    /// <summary>The server's words (<see cref="ApiException.Detail"/>, <see cref="ApiException.Causes"/>) when it refused; else null.</summary>
    public ApiException? Refusal { get; }

    /// <summary>
    /// What the live object lacked when it was applied, one line per field with its live value, for logs; empty when only something superfluous was
    /// taken away, and for every other outcome.
    /// </summary>
    public IReadOnlyList<string> Differences { get; private init; } = [];

    /// <summary>Whether the object is as desired.</summary>
    public bool IsAsDesired => Outcome is ApplyOutcome.Unchanged or ApplyOutcome.Created or ApplyOutcome.Applied;

    internal static ApplyResult<T> Absent { get; } = new(ApplyOutcome.Absent, null, null);

    internal static ApplyResult<T> Of(ApplyOutcome outcome, T observed) => new(outcome, observed, null);

    internal static ApplyResult<T> Applied(T applied, IReadOnlyList<string> differences) => new(ApplyOutcome.Applied, applied, null)
    {
        Differences = differences,
    };

    internal static ApplyResult<T> Rejected(ApiException refusal, T? observed) => new(ApplyOutcome.Rejected, observed, refusal);
}
