using System.Net;

namespace StartOperator.Runtime.Http;

/// <summary>Where probes and metrics are served.</summary>
public sealed record EndpointOptions
{
    /// <summary>The address and port to listen on; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }
}
