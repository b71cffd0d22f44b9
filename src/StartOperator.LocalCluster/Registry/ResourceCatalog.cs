using System.Collections.Immutable;

namespace StartOperator.LocalCluster.Registry;

/// <summary>Every resource the server serves now: the built-in ones, and the custom ones, which come and go.</summary>
internal sealed class ResourceCatalog
{
    private ImmutableDictionary<(string Group, string Version, string Plural), ApiResource> _custom =
        ImmutableDictionary<(string Group, string Version, string Plural), ApiResource>.Empty;

    private static readonly Dictionary<(string Group, string Version, string Plural), ApiResource> BuiltIn =
        BuiltInResources.All.ToDictionary(resource => (resource.Group, resource.Version, resource.Plural));

    private long _generation;

    /// <summary>Grows whenever what is served changes.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>All resources, groups in the order of discovery: core first, built-in groups next, custom ones last.</summary>
    public IEnumerable<ApiResource> All => BuiltInResources.All.Concat(
        Volatile.Read(ref _custom).Values.OrderBy(resource => resource.Group, StringComparer.Ordinal)
            .ThenBy(resource => resource.Plural, StringComparer.Ordinal).ThenBy(resource => resource.Version, StringComparer.Ordinal));

    public ApiResource? Find(string group, string version, string plural) =>
        BuiltIn.GetValueOrDefault((group, version, plural)) ?? Volatile.Read(ref _custom).GetValueOrDefault((group, version, plural));

    /// <summary>The version of a resource that is preferred, when there is one.</summary>
    public ApiResource? Find(string group, string plural) => All.FirstOrDefault(resource => resource.Group == group && resource.Plural == plural);

    public bool HasGroup(string group) => All.Any(resource => resource.Group == group);

    public static bool IsBuiltIn(string group) => BuiltIn.Keys.Any(key => key.Group == group);

    public bool HasVersion(string group, string version) => All.Any(resource => resource.Group == group && resource.Version == version);

    /// <summary>Serves exactly these versions of a custom resource from now on; none removes it.</summary>
    public void Serve(string group, string plural, IEnumerable<ApiResource> versions)
    {
        ImmutableInterlocked.Update(ref _custom, (all, made) => all
            .RemoveRange(all.Keys.Where(key => key.Group == group && key.Plural == plural))
            .SetItems(made.Select(resource => KeyValuePair.Create((resource.Group, resource.Version, resource.Plural), resource))),
            versions.ToList());
        Interlocked.Increment(ref _generation);
    }
}
