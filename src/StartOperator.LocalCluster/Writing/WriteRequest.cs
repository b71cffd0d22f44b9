using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.Writing;

/// <summary>Who writes what: the resource and subresource, the name, and how the write is to be done.</summary>
internal sealed record WriteRequest(ApiResource Resource, string Namespace, string Name, string Subresource)
{
    /// <summary>The field manager that owns what changes.</summary>
    public string Manager { get; init; } = "";

    /// <summary>Everything is checked and answered, nothing stored.</summary>
    public bool DryRun { get; init; }

    /// <summary>The time the write counts as made.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Takes advice for the client.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
