namespace StartOperator.Oci.Content;

/// <summary>The media types of the OCI image specification, and those of Docker that registries also hand out.</summary>
public static class MediaTypes
{
    /// <summary>A list of manifests, one for each platform.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>An image for one platform.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An image's configuration; what <c>docker save</c> writes is one.</summary>
    public const string Config = "application/vnd.oci.image.config.v1+json";

    /// <summary>A layer that is not compressed.</summary>
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>A layer compressed with gzip.</summary>
    public const string GzipLayer = Layer + "+gzip";

    /// <summary>A layer compressed with Zstandard.</summary>
    public const string ZstdLayer = Layer + "+zstd";
}
