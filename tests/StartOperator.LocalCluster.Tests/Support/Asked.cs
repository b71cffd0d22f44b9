namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>A request to an API server.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">See <see cref="ResourcePaths"/>.</param>
public sealed record Asked(HttpMethod Method, string Path)
{
    /// <summary>The body as text.</summary>
    public string? Body { get; init; }

    /// <summary>The body as bytes, where it is no text.</summary>
    public byte[]? Bytes { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>Who asks.</summary>
    public Credentials Credentials { get; init; } = Credentials.Admin;

    /// <summary>Whether the answer is compared with the other server's.</summary>
    public bool Recorded { get; init; } = true;
}
