namespace StartOperator.Runtime.Controllers;

/// <summary>What a rule of a ClusterRole allows.</summary>
[Flags]
public enum RbacVerb
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read one.</summary>
    Get = 1,

    /// <summary>Read all.</summary>
    List = 2,

    /// <summary>Follow changes.</summary>
    Watch = 4,

    /// <summary>Create.</summary>
    Create = 8,

    /// <summary>Replace.</summary>
    Update = 16,

    /// <summary>Change, server-side apply included.</summary>
    Patch = 32,

    /// <summary>Delete one.</summary>
    Delete = 64,

    /// <summary>Delete many at once.</summary>
    DeleteCollection = 128,

    /// <summary>What a cache needs.</summary>
    Read = Get | List | Watch,

    /// <summary>Everything.</summary>
    All = 255,
}

/// <summary>A controller needs these verbs on the kinds of these entities. Metadata only: it is read when the ClusterRole is made.</summary>
/// <param name="entities">The .NET types of the entities.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class EntityRbacAttribute(params Type[] entities) : Attribute
{
    /// <summary>The .NET types of the entities.</summary>
    public IReadOnlyList<Type> Entities { get; } = entities;

    /// <summary>What is needed.</summary>
    public RbacVerb Verbs { get; init; }
}

/// <summary>A controller needs these verbs on resources named as in a ClusterRole. Metadata only.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericRbacAttribute : Attribute
{
    /// <summary>API groups; the empty string is the core group.</summary>
    public string[] Groups { get; init; } = [];

    /// <summary>Resources, such as <c>pods</c> and <c>pods/exec</c>.</summary>
    public string[] Resources { get; init; } = [];

    /// <summary>Only objects of these names; empty for all.</summary>
    public string[] ResourceNames { get; init; } = [];

    /// <summary>What is needed.</summary>
    public RbacVerb Verbs { get; init; }
}
