using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Schemas;

/// <summary>What kind of value a schema describes.</summary>
internal enum SchemaKind
{
    /// <summary>An object with known fields.</summary>
    Object,

    /// <summary>An object with free keys and values of one schema.</summary>
    Map,
    List,
    Text,
    Int32,
    Int64,
    Number,
    Flag,

    /// <summary>Base64 text.</summary>
    Bytes,
    Time,
    MicroTime,
    Quantity,
    IntOrString,

    /// <summary>A JSON schema, or a boolean or list in its place.</summary>
    SchemaOrOther,

    /// <summary>Anything; nothing below it is known.</summary>
    Any,
}

/// <summary>How server-side apply treats a list.</summary>
internal enum ListMerge
{
    /// <summary>One owner for the whole list.</summary>
    Atomic,

    /// <summary>Scalars, each owned by itself.</summary>
    Set,

    /// <summary>Objects told apart by key fields.</summary>
    Map,
}

/// <summary>What becomes of a zero value (empty text, 0, false, empty collection, null) of a built-in field when it is written.</summary>
internal enum ZeroRule
{
    Drop,
    Keep,
    Always,
    AlwaysNull,
}

/// <summary>
/// The shape of a value: what fields it has and how patches merge it. Built-in kinds get theirs from the client's models,
/// custom ones from their CustomResourceDefinition. Recursive types refer to themselves.
/// </summary>
internal sealed class Schema
{
    private static readonly IReadOnlyDictionary<string, SchemaField> NoFields = new Dictionary<string, SchemaField>();

    public required SchemaKind Kind { get; init; }

    /// <summary>The type's name as Go errors print it (PodSpec), empty for unnamed shapes.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>The type's name in OpenAPI documents, empty for unnamed shapes.</summary>
    public string OpenApiName { get; init; } = "";

    public IReadOnlyDictionary<string, SchemaField> Fields { get; set; } = NoFields;

    /// <summary>The schema of items or of a map's values. Also set on an object that allows other keys as well.</summary>
    public Schema? Element { get; set; }

    public ListMerge ListMerge { get; init; }

    public IReadOnlyList<string> ListKeys { get; init; } = [];

    /// <summary>An object or map that has one owner as a whole.</summary>
    public bool AtomicMap { get; init; }

    /// <summary>Unknown fields are kept here.</summary>
    public bool KeepsUnknown { get; init; }

    /// <summary>A whole Kubernetes object (apiVersion, kind, metadata) is embedded here.</summary>
    public bool EmbeddedObject { get; init; }

    public static Schema Any { get; } = new() { Kind = SchemaKind.Any, KeepsUnknown = true };

    public static Schema Text { get; } = new() { Kind = SchemaKind.Text };

    /// <summary>The schema of the value under this key, or null when the key is unknown.</summary>
    public Schema? Child(string key) => Fields.TryGetValue(key, out var field) ? field.Schema : Element;
}

/// <summary>One field of an object: its value's schema and what the field itself adds.</summary>
internal sealed record SchemaField(Schema Schema)
{
    /// <summary>The field's number in protobuf, "2.5" for field 5 of the inlined message 2; empty when it has none.</summary>
    public string Number { get; init; } = "";

    public bool Required { get; init; }

    public ZeroRule Zero { get; init; }

    /// <summary>Strategic merge: merge, replace, retainKeys.</summary>
    public IReadOnlyList<string> PatchStrategy { get; init; } = [];

    public string? PatchMergeKey { get; init; }

    public JsonNode? Default { get; init; }

    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>What items, or the values of a map, may be.</summary>
    public IReadOnlyList<string> ItemEnum { get; init; } = [];

    /// <summary>The OpenAPI name of the type below which nothing is known; empty where something is.</summary>
    public string Opaque { get; init; } = "";

    /// <summary>The field is merged by field although its type is atomic elsewhere.</summary>
    public bool GranularMap { get; init; }
}
