namespace StartOperator.Oci.Registries;

/// <summary>What to ask a registry for; it can be sent several times.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">Where: within the registry, or where the registry said to go.</param>
/// <param name="Scope">What it is about, and what for.</param>
internal sealed record RegistryRequest(HttpMethod Method, Uri Address, RegistryScope Scope)
{
    /// <summary>Makes the body anew for each time that it is sent; null without one.</summary>
    public Func<SendWatch, HttpContent>? Body { get; init; }

    /// <summary>The media types that we understand.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>Whether to go where an answer sends us on to; else that is the answer.</summary>
    public bool FollowsRedirections { get; init; } = true;

    /// <summary>How often to send it; a transfer is taken up again elsewhere, where it is known how much has arrived.</summary>
    public int? Tries { get; init; }
}

/// <summary>What a token must allow.</summary>
/// <param name="Repository">The repository, to read and to write.</param>
/// <param name="Writes">Whether to write.</param>
internal sealed record RegistryScope(string Repository, bool Writes)
{
    /// <summary>Another repository, to read a blob of it; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>As token services have it.</summary>
    public IEnumerable<string> Texts =>
    [
        $"repository:{Repository}:{(Writes ? "pull,push" : "pull")}",
        .. Source is null ? [] : (string[])[$"repository:{Source}:pull"],
    ];
}
