using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Schemas;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Tables;

namespace StartOperator.LocalCluster.Registry;

/// <summary>A word in a line of <see cref="BuiltInResources"/>: what it adds to the resource.</summary>
internal delegate ApiResource Trait(ApiResource resource);

/// <summary>The words lines of <see cref="BuiltInResources"/> are made of.</summary>
internal static class Traits
{
    public static Trait AcrossNamespaces { get; } = resource => resource with { Namespaced = false };

    public static Trait CreateOnly { get; } = resource => resource with { Verbs = ["create"] };

    public static Trait NoDeleteCollection { get; } =
        resource => resource with { Verbs = [.. resource.Verbs.Where(verb => verb != "deletecollection")] };

    public static Trait Status { get; } = Sub("status", "get", "patch", "update");

    public static Trait PodSubresources { get; } = resource => resource with
    {
        Subresources =
        [
            .. resource.Subresources,
            new Subresource("binding", "", "v1", "Binding", "create"),
            new Subresource("eviction", "policy", "v1", "Eviction", "create"),
            new Subresource("log", "", "v1", "Pod", "get"),
        ],
    };

    /// <summary>events.k8s.io shows the same objects as the core events.</summary>
    public static Trait StoredAsCoreEvent { get; } = resource => resource with
    {
        Collection = new Collection("", "events"),
        FromStored = EventForms.ToEventsApi,
        ToStored = EventForms.ToCore,
    };

    public static ApiResource Kind<TModel>(string plural, params ReadOnlySpan<Trait> traits)
    {
        var entity = typeof(TModel).GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{typeof(TModel)} is not a Kubernetes kind");
        var resource = new ApiResource
        {
            Group = entity.Group,
            Version = entity.ApiVersion,
            Plural = plural,
            Singular = entity.Kind.ToLowerInvariant(),
            Kind = entity.Kind,
            Schema = ModelSchemas.Of(typeof(TModel)),
            Collection = new Collection(entity.Group, plural),
        };
        foreach (var trait in traits) resource = trait(resource);
        return resource;
    }

    public static Trait Short(params string[] names) => resource => resource with { ShortNames = names };

    public static Trait In(params string[] categories) => resource => resource with { Categories = categories };

    public static Trait Reads(Action<JsonObject> complete) => resource => resource with { FromStored = complete };

    public static Trait Deprecated(string warning) => resource => resource with { Deprecation = warning };

    public static Trait ListKind(string kind) => resource => resource with { ListKindOverride = kind };

    public static Trait Does(Behaviour behaviour) => resource => resource with { Behaviour = behaviour };

    public static Trait Shows(IReadOnlyList<TableColumn> columns) => resource => resource with { Columns = columns };

    public static Trait Selects(IReadOnlyDictionary<string, Func<JsonObject, string>> fields) =>
        resource => resource with { SelectableFields = fields };

    public static Trait Sub(string name, params string[] verbs) => resource => resource with
    {
        Subresources = [.. resource.Subresources, new Subresource(name, resource.Group, resource.Version, resource.Kind, verbs)],
    };

    public static Trait Sub(string name, string group, string version, string kind, string verb) => resource => resource with
    {
        Subresources = [.. resource.Subresources, new Subresource(name, group, version, kind, verb)],
    };
}
