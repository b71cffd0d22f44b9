using System.Text.Encodings.Web;
using System.Text.Json;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Oci.Content;

/// <summary>Writes the documents of the OCI image specification. The same parts give the same bytes, and so the same digest.</summary>
public static class ImageDocuments
{
    private const int SchemaVersion = 2;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a manifest.</summary>
    public static OciManifest Manifest(OciBlob config, IReadOnlyList<OciBlob> layers)
    {
        var document = Write(MediaTypes.Manifest, writer =>
        {
            writer.WritePropertyName("config");
            WriteDescriptor(writer, config);
            writer.WriteStartArray("layers");
            foreach (var layer in layers) WriteDescriptor(writer, layer);
            writer.WriteEndArray();
        });
        return new OciManifest(document, config, layers);
    }

    /// <summary>Writes an index.</summary>
    public static OciBlob Index(IEnumerable<(ImagePlatform Platform, OciBlob Manifest)> manifests) => Write(MediaTypes.Index, writer =>
    {
        writer.WriteStartArray("manifests");
        foreach (var (platform, manifest) in manifests)
        {
            WriteDescriptor(writer, manifest, () =>
            {
                writer.WriteStartObject("platform");
                writer.WriteString("architecture", platform.Architecture);
                writer.WriteString("os", platform.Os);
                if (platform.Variant is { Length: > 0 } variant) writer.WriteString("variant", variant);
                writer.WriteEndObject();
            });
        }

        writer.WriteEndArray();
    });

    /// <summary>Writes the index of an archive, which names what is in it.</summary>
    /// <param name="named">The same content may stand under several names.</param>
    /// <param name="annotations">What a name becomes.</param>
    internal static OciBlob ArchiveIndex(IEnumerable<(string Name, OciBlob Content)> named, Func<string, IEnumerable<KeyValuePair<string, string>>> annotations) =>
        Write(MediaTypes.Index, writer =>
        {
            writer.WriteStartArray("manifests");
            foreach (var (name, content) in named)
            {
                WriteDescriptor(writer, content, () =>
                {
                    writer.WriteStartObject("annotations");
                    foreach (var (key, value) in annotations(name)) writer.WriteString(key, value);
                    writer.WriteEndObject();
                });
            }

            writer.WriteEndArray();
        });

    /// <summary>Writes the configuration of an image that runs nothing by itself.</summary>
    /// <param name="platform">What it says to run on.</param>
    /// <param name="layers">The digests of its layers without compression.</param>
    internal static OciBlob Config(ImagePlatform platform, IEnumerable<string> layers)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("architecture", platform.Architecture);
            writer.WriteString("os", platform.Os);
            if (platform.Variant is { Length: > 0 } variant) writer.WriteString("variant", variant);
            writer.WriteStartObject("config");
            writer.WriteEndObject();
            writer.WriteStartObject("rootfs");
            writer.WriteString("type", "layers");
            writer.WriteStartArray("diff_ids");
            foreach (var layer in layers) writer.WriteStringValue(layer);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return OciBlob.Of(MediaTypes.Config, buffer.ToArray());
    }

    private static OciBlob Write(string mediaType, Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", SchemaVersion);
            writer.WriteString("mediaType", mediaType);
            content(writer);
            writer.WriteEndObject();
        }

        return OciBlob.Of(mediaType, buffer.ToArray());
    }

    private static void WriteDescriptor(Utf8JsonWriter writer, OciBlob blob, Action? more = null)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", blob.MediaType);
        writer.WriteString("digest", blob.Digest.ToString());
        writer.WriteNumber("size", blob.Length);
        more?.Invoke();
        writer.WriteEndObject();
    }
}
