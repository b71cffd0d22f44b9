namespace StartOperator.Package.Model.Config;

/// <summary>When two objects of a list are the same, which no list may hold (contract: config-spec.md §2).</summary>
public abstract record UniqueBy
{
    /// <summary>No two objects are ever the same.</summary>
    public static UniqueBy Nothing { get; } = new Never();

    private UniqueBy()
    {
    }

    /// <summary>No two objects are the same.</summary>
    public sealed record Never : UniqueBy
    {
        internal Never()
        {
        }
    }

    /// <summary>Objects with equal values of this key are the same; two without it are too.</summary>
    /// <param name="Key">The key.</param>
    public sealed record Field(string Key) : UniqueBy;

    /// <summary>Objects that are the same by one of these are the same.</summary>
    /// <param name="Members">The ways to be the same.</param>
    public sealed record Any(ValueList<UniqueBy> Members) : UniqueBy;

    /// <summary>Objects that are the same by each of these are the same.</summary>
    /// <param name="Members">The ways to be the same.</param>
    public sealed record All(ValueList<UniqueBy> Members) : UniqueBy;
}
