using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Validation;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Registry;

/// <summary>
/// What a kind does beyond being stored: its defaults, its admission, what it keeps on writes, and what it refuses. All optional.
/// Objects are given in the served version and changed in place.
/// </summary>
internal sealed record Behaviour
{
    /// <summary>Fills in defaults; runs on everything a client sends and on the result of every patch.</summary>
    public Action<JsonObject>? Default { get; init; }

    /// <summary>Looks at the rest of the cluster: fills in or refuses. Runs after defaults, on creation (no old object) and update.</summary>
    public Action<Admission>? Admit { get; init; }

    /// <summary>Sets what the server decides on creation. Arguments: object, now.</summary>
    public Action<JsonObject, DateTimeOffset>? PrepareCreate { get; init; }

    /// <summary>Restores what an update of the main resource can't change. Arguments: new, old.</summary>
    public Action<JsonObject, JsonObject>? PrepareUpdate { get; init; }

    /// <summary>Restores what an update of status can't change; without it, everything but status (and labels, annotations) stays.</summary>
    public Action<JsonObject, JsonObject>? PrepareStatus { get; init; }

    public Func<JsonObject, IEnumerable<FieldError>>? Validate { get; init; }

    /// <summary>Further checks of a new object.</summary>
    public Func<JsonObject, IEnumerable<FieldError>>? ValidateCreate { get; init; }

    /// <summary>Further checks of an update of the main resource. Arguments: new, old.</summary>
    public Func<JsonObject, JsonObject, IEnumerable<FieldError>>? ValidateUpdate { get; init; }

    public Func<JsonObject, JsonObject, IEnumerable<FieldError>>? ValidateStatus { get; init; }

    /// <summary>Advice a client sees as Warning headers. Arguments: new, old (none on creation).</summary>
    public Func<JsonObject, JsonObject?, IEnumerable<string>>? Warn { get; init; }

    public MetadataChecks MetadataChecks { get; init; } = MetadataChecks.Core;

    public NameRule Names { get; init; } = NameRule.Subdomain;

    /// <summary>The kind counts changes of its spec in metadata.generation.</summary>
    public bool Generation { get; init; }

    /// <summary>An update may leave out the resourceVersion and then replaces whatever is there.</summary>
    public bool UnconditionalUpdate { get; init; } = true;

    /// <summary>An update of an absent object creates it.</summary>
    public bool CreateOnUpdate { get; init; }

    /// <summary>Status is a subresource: writes to the main resource can't change it.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Status given on creation is kept.</summary>
    public bool StatusOnCreate { get; init; }

    /// <summary>The grace period a deletion gets, or null when the kind is removed at once. Arguments: object, requested seconds.</summary>
    public Func<JsonObject, long?, long?>? GracePeriod { get; init; }

    /// <summary>Dependents are orphaned unless a deletion says otherwise.</summary>
    public bool OrphansByDefault { get; init; }

    /// <summary>Deletion answers with the object instead of a Status.</summary>
    public bool ReturnsDeleted { get; init; }

    /// <summary>The first deletion only marks the object, as this says; what holds it back then removes it. Arguments: object, now.</summary>
    public Action<JsonObject, DateTimeOffset>? OnDeletionStart { get; init; }

    /// <summary>Something other than metadata.finalizers still holds a marked object back.</summary>
    public Func<JsonObject, bool>? HeldBack { get; init; }

    /// <summary>Only objects with this field changed count as a new generation; by default everything but metadata and status.</summary>
    public Func<JsonObject, JsonObject, bool>? SpecChanged { get; init; }
}
