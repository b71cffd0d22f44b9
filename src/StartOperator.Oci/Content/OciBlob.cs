using System.Diagnostics.CodeAnalysis;
using StartOperator.Package.S9pk;

namespace StartOperator.Oci.Content;

/// <summary>Bytes that a registry holds by their digest. Where they come from, they can be read as often as needed.</summary>
/// <param name="mediaType">What they are, see <see cref="MediaTypes"/>.</param>
/// <param name="digest">Their SHA-256.</param>
/// <param name="length">How many they are.</param>
/// <param name="open">
/// Opens them at the start; whoever asked disposes the stream. It may be called from several threads, and reading may throw
/// <see cref="InvalidDataException"/> when the bytes are no longer what the digest says.
/// </param>
public sealed class OciBlob(string mediaType, Sha256Digest digest, long length, Func<Stream> open)
{
    /// <summary>What they are.</summary>
    public string MediaType { get; } = mediaType;

    /// <summary>Their SHA-256.</summary>
    public Sha256Digest Digest { get; } = digest;

    /// <summary>How many they are.</summary>
    public long Length { get; } = length;

    /// <summary>A document that is at hand.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever opens it disposes it.")]
    public static OciBlob Of(string mediaType, byte[] document) =>
        new(mediaType, Sha256Digest.Of(document), document.Length, () => new MemoryStream(document, writable: false));

    /// <summary>Opens them at the start.</summary>
    public Stream Open() => open();
}
