using StartOperator.Oci.Content;
using StartOperator.Oci.Registries.Uploads;

namespace StartOperator.Oci.Registries;

/// <summary>Is told how a push comes along; from several threads.</summary>
public interface IPushObserver
{
    /// <summary>What there is to do.</summary>
    /// <param name="blobs">How many blobs have to be there in the end.</param>
    /// <param name="bytes">How many bytes they have together.</param>
    void Begins(int blobs, long bytes);

    /// <summary>Bytes have gone out; fewer than none when some have to go out again.</summary>
    void Moved(long bytes);

    /// <summary>A blob is there.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="repository">The repository, with the registry's name.</param>
    /// <param name="arrival">How it came there.</param>
    void Arrived(OciBlob blob, string repository, BlobArrival arrival);

    /// <summary>An image is there, and all that belongs to it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">Its reference.</param>
    void Arrived(OciImage image, string reference);
}
