using System.Net;

namespace StartOperator.Runtime.Http;

/// <summary>Where probes and metrics are served.</summary>
public sealed record EndpointOptions
{
    /// <summary>Where <c>/metrics</c> is served, and probes are answered; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>
    /// Where probes are answered besides, and nothing else; null for nowhere. Who can reach the other port can take all its connections, and the kubelet,
    /// which asks here, must not take that for the operator's end.
    /// </summary>
    public IPEndPoint? Probes { get; init; }
}
