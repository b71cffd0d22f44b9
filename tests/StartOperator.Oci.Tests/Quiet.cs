using StartOperator.Oci.Content;
using StartOperator.Oci.Registries;
using StartOperator.Oci.Registries.Uploads;

namespace StartOperator.Oci.Tests;

/// <summary>Listens to nothing.</summary>
internal sealed class Quiet : IPushObserver
{
    public static Quiet Observer { get; } = new();

    public void Begins(int blobs, long bytes)
    {
    }

    public void Moved(long bytes)
    {
    }

    public void Arrived(OciBlob blob, string repository, BlobArrival arrival)
    {
    }

    public void Arrived(OciImage image, string reference)
    {
    }
}
