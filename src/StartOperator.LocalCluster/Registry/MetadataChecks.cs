namespace StartOperator.LocalCluster.Registry;

/// <summary>
/// How a kind's own rules look at metadata once more, after the checks that every object passes. An API server's causes show each look.
/// </summary>
[Flags]
internal enum MetadataChecks
{
    None = 0,

    /// <summary>An update is checked for what can't change.</summary>
    OnUpdate = 1,

    /// <summary>A new object is checked, and its name by the kind's own rule.</summary>
    OnCreate = 2,

    /// <summary>An update is checked as a new object is.</summary>
    AsNew = 4,

    /// <summary>Finalizers must be standard ones or have a domain.</summary>
    Finalizers = 8,

    /// <summary>What most built-in kinds do.</summary>
    Core = OnUpdate | OnCreate | AsNew | Finalizers,

    /// <summary>What those built-in kinds do whose updates are checked on their own.</summary>
    CoreOnce = OnUpdate | OnCreate | Finalizers,
}
