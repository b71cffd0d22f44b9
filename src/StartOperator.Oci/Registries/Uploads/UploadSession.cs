using System.Globalization;
using StartOperator.Package.S9pk;

namespace StartOperator.Oci.Registries.Uploads;

/// <summary>A transfer that a registry has begun.</summary>
internal sealed class UploadSession(Uri location, long offset)
{
    private const string LeastPieceHeader = "OCI-Chunk-Min-Length";

    /// <summary>Where the next bytes go.</summary>
    public Uri Location { get; private set; } = location;

    /// <summary>How many have arrived.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Whether nothing has to be sent, since the registry had the blob elsewhere.</summary>
    public bool IsMounted { get; init; }

    /// <summary>The least bytes of a piece, but for the last one.</summary>
    public long LeastPiece { get; init; }

    /// <summary>What the registry says of the least bytes of a piece; 0 when nothing.</summary>
    public static long LeastPieceOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(LeastPieceHeader, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var least) ? least : 0;

    /// <summary>Goes on after a piece.</summary>
    public void GoOn(Uri location, long offset) => (Location, Offset) = (location, offset);

    /// <summary>Where the transfer is ended.</summary>
    public Uri WithDigest(Sha256Digest digest) => new UriBuilder(Location)
    {
        Query = $"{Location.Query.TrimStart('?')}{(Location.Query.Length > 1 ? "&" : "")}digest={digest}",
    }.Uri;
}
