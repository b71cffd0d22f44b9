namespace StartOperator.Package.Reading;

/// <summary>How ordered maps are written.</summary>
internal enum DocumentForm
{
    /// <summary>As maps, as authors and StartOS write them.</summary>
    Authoring,

    /// <summary>As lists whose items name their key, because a Kubernetes API server forgets the order of a map.</summary>
    Canonical,
}
