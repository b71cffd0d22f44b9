namespace StartOperator.LocalCluster.Decoding;

/// <summary>A body that is not an object of the expected kind; the message says what and where.</summary>
internal sealed class DecodeException(string message) : Exception(message)
{
    /// <summary>What is said instead when the object comes from a strategic merge patch, which API servers read in another way.</summary>
    public string? OfPatch { get; init; }
}
