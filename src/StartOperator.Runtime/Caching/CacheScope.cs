using k8s.Models;

namespace StartOperator.Runtime.Caching;

/// <summary>Which objects of a kind a cache holds.</summary>
/// <param name="Namespaces">The namespaces, each with a watch of its own; empty for all of them in one watch.</param>
/// <param name="Selector">Only objects with these labels; null for all.</param>
public sealed record CacheScope(IReadOnlyList<string> Namespaces, LabelSelector? Selector)
{
    /// <summary>Every object of the kind.</summary>
    public static CacheScope Everything { get; } = new([], null);

    /// <summary>What is watched separately: namespaces, or one empty string for all of them.</summary>
    internal IReadOnlyList<string> Sources => Namespaces.Count == 0 ? [""] : Namespaces;

    /// <summary>The one of <see cref="Sources"/> that an object of this namespace comes from; null when it comes from none.</summary>
    internal string? SourceOf(string space) => Namespaces.Count == 0 ? "" : Namespaces.Contains(space) ? space : null;

    internal bool Selects(IMetadata<V1ObjectMeta> resource) => Selector is null || Selector.Matches(resource);
}
