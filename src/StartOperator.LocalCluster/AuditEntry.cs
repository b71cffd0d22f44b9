namespace StartOperator.LocalCluster;

/// <summary>One answered request, as a test wants to count it.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, apply, delete, deletecollection; the HTTP method for other paths.</param>
/// <param name="Group">The API group, empty for core and for paths that are no resource.</param>
/// <param name="Resource">The resource (pods), empty for paths that are no resource.</param>
/// <param name="Subresource">The subresource (status), or empty.</param>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The object's name, or empty.</param>
/// <param name="UserAgent">The User-Agent header.</param>
/// <param name="FieldManager">The fieldManager parameter, or empty.</param>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="Path">The path and query as sent.</param>
/// <param name="Time">When the answer was complete; for a watch, when it ended.</param>
public sealed record AuditEntry(
    string Verb,
    string Group,
    string Resource,
    string Subresource,
    string Namespace,
    string Name,
    string UserAgent,
    string FieldManager,
    int StatusCode,
    string Path,
    DateTimeOffset Time);
