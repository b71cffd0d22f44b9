namespace StartOperator.Rendering;

/// <summary>What the operator's administrator decides for all services.</summary>
public sealed record RenderingOptions
{
    /// <summary>The image with the <c>compat</c> program, which lays out assets; it also stands in for StartOS's system image of that name.</summary>
    public string CompatImage { get; init; } = "start-operator-compat:latest";

    /// <summary>The image that stands in for StartOS's system image <c>utils</c>; null when there is none.</summary>
    public string? UtilsImage { get; init; }

    /// <summary>
    /// The registry, with an optional prefix, that holds package images as <c>REGISTRY/PACKAGE/IMAGE:VERSION</c>; null when images must
    /// be named in each resource.
    /// </summary>
    public string? ImageRegistry { get; init; }

    /// <summary>The size of a data volume whose resource does not say.</summary>
    public string DefaultVolumeSize { get; init; } = "10Gi";

    /// <summary>What a service sets aside unless its resource says otherwise, by resource name.</summary>
    public IReadOnlyDictionary<string, string> DefaultRequests { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["cpu"] = "50m", ["memory"] = "128Mi" };

    /// <summary>
    /// What a service may use at most unless its resource says otherwise, by resource name. Empty by default, as in StartOS: a memory
    /// limit that suits one package kills another while it writes its database.
    /// </summary>
    public IReadOnlyDictionary<string, string> DefaultLimits { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Who within a box may reach a service.</summary>
    public BoxPolicy BoxPolicy { get; init; }

    /// <summary>
    /// The namespaces that may reach the ports of interfaces, besides the box itself; null for everybody, in the cluster and outside, as StartOS's
    /// LAN and Tor addresses are there for everybody.
    /// </summary>
    public IReadOnlyList<string>? InterfaceNamespaces { get; init; }

    /// <summary>Whether services may reach the addresses at which clouds hand out a node's credentials.</summary>
    public bool AllowMetadata { get; init; } = true;
}
