namespace StartOperator.LocalCluster;

/// <summary>How a <see cref="LocalApiServer"/> runs. The defaults suit a test: a free port, everything in memory.</summary>
public sealed record LocalApiServerOptions
{
    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where the kubeconfig is written, readable by this user only. Null makes a file in the temporary folder that goes with the server.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>The name of cluster, user and context in the kubeconfig.</summary>
    public string ContextName { get; init; } = "start-operator-local";

    /// <summary>Changes kept for each resource; a watch from before them is told to list again (410).</summary>
    public int HistoryLimit { get; init; } = 8192;

    /// <summary>Makes a default service account in every namespace and empties namespaces that are deleted, as a cluster's controllers do.</summary>
    public bool NamespaceControllers { get; init; } = true;

    /// <summary>Told of every request once it is answered. Called from request threads.</summary>
    public Action<AuditEntry>? OnRequest { get; init; }

    /// <summary>The clock behind timestamps, ages, grace periods and bookmarks.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
