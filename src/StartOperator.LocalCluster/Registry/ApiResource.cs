using System.Text.Json.Nodes;
using StartOperator.LocalCluster.CustomResources;
using StartOperator.LocalCluster.Schemas;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Tables;

namespace StartOperator.LocalCluster.Registry;

/// <summary>One resource in one served version: its names, its schema, how it is stored, shown and kept consistent.</summary>
internal sealed record ApiResource
{
    public static readonly IReadOnlyList<string> AllVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public string? ListKindOverride { get; init; }

    public bool Namespaced { get; init; } = true;

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    public IReadOnlyList<Subresource> Subresources { get; init; } = [];

    public required Schema Schema { get; init; }

    /// <summary>Where the objects are stored; two versions, or two groups, can share one collection.</summary>
    public required Collection Collection { get; init; }

    public Behaviour Behaviour { get; init; } = new();

    public IReadOnlyDictionary<string, Func<JsonObject, string>> SelectableFields { get; init; } = Registry.SelectableFields.Metadata;

    public IReadOnlyList<TableColumn> Columns { get; init; } = TableColumn.NameAndAge;

    /// <summary>Turns the stored form into this version, in place. Null when they are the same.</summary>
    public Action<JsonObject>? FromStored { get; init; }

    /// <summary>Turns this version into the stored form, in place. Null when they are the same.</summary>
    public Action<JsonObject>? ToStored { get; init; }

    /// <summary>What the CustomResourceDefinition says of this version; null for built-in resources.</summary>
    public CustomVersion? Custom { get; init; }

    /// <summary>What every request to the resource is warned of; null when nothing.</summary>
    public string? Deprecation { get; init; }

    /// <summary>API servers store it in a compact form, not as JSON.</summary>
    public bool StoredCompactly => Custom is null && Group != "apiextensions.k8s.io";

    public string GroupVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string ListKind => ListKindOverride ?? Kind + "List";

    /// <summary>The resource as errors name it.</summary>
    public Collection Name => new(Group, Plural);

    public Subresource? FindSubresource(string name) => Subresources.FirstOrDefault(subresource => subresource.Name == name);

    /// <summary>The stored object in this version, as a copy the caller may change.</summary>
    public JsonObject Served(StoredObject stored)
    {
        var copy = (JsonObject)stored.Json.DeepClone();
        if (FromStored is null) return copy;
        FromStored(copy);
        return copy;
    }
}

/// <summary>A subresource such as status, with the kind it takes and gives when that is another one.</summary>
internal sealed record Subresource(string Name, string Group, string Version, string Kind, params IReadOnlyList<string> Verbs);
