namespace StartOperator.Package.Model.Config;

/// <summary>What of a package a pointer takes its value from (contract: config-spec.md §6).</summary>
public abstract record PointerTarget
{
    private PointerTarget()
    {
    }

    /// <summary>The onion name of an interface.</summary>
    /// <param name="Interface">The interface.</param>
    public sealed record TorAddress(string Interface) : PointerTarget;

    /// <summary>The <c>.local</c> name of an interface.</summary>
    /// <param name="Interface">The interface.</param>
    public sealed record LanAddress(string Interface) : PointerTarget;

    /// <summary>The key of an interface's hidden service; only of the package itself.</summary>
    /// <param name="Interface">The interface.</param>
    public sealed record TorKey(string Interface) : PointerTarget;

    /// <summary>Part of the package's config.</summary>
    /// <param name="Selector">Which part: a JSONPath that starts with <c>$</c>.</param>
    /// <param name="Multi">Whether to take all matches, as a list, instead of the first.</param>
    public sealed record Config(string Selector, bool Multi) : PointerTarget;
}
