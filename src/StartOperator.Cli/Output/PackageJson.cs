using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Assets;
using StartOperator.Package.S9pk.Images;
using StartOperator.Package.S9pk.Newer;

namespace StartOperator.Cli.Output;

/// <summary>What is in a package file, as JSON.</summary>
internal static class PackageJson
{
    /// <summary>Writes what reading a package gave.</summary>
    public static string Write(string place, S9pkReading reading)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 }))
        {
            writer.WriteStartObject();
            writer.WriteString("path", place);
            if (reading.Package is { } package)
            {
                Write(writer, package);
            }
            else if (reading.Newer is { } newer)
            {
                Write(writer, newer);
            }

            DiagnosticJson.Write(writer, reading.Diagnostics);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, S9pkPackage package)
    {
        writer.WriteNumber("format", 1);
        writer.WriteBoolean("verified", package.IsVerified);
        writer.WriteString("signer", package.Signer.ToString());
        writer.WriteString("hash", package.Hash?.ToString());
        writer.WriteNumber("size", package.Length);
        writer.WritePropertyName("manifest");
        if (package.ManifestJson is { } manifest)
        {
            writer.WriteRawValue(manifest.Text);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteStartArray("sections");
        foreach (var section in package.Sections)
        {
            writer.WriteStartObject();
            writer.WriteString("name", section.Section.Label());
            writer.WriteNumber("position", section.Position);
            writer.WriteNumber("size", section.Length);
            writer.WriteString("digest", section.Digest?.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Write(writer, package.Images);
        Write(writer, package.Assets);
    }

    private static void Write(Utf8JsonWriter writer, NewerPackage package)
    {
        writer.WriteNumber("format", 2);
        writer.WriteString("signer", package.Signer.ToString());
        writer.WriteString("rootHash", package.RootHash);
        writer.WriteString("id", package.Id);
        writer.WriteString("title", package.Title);
        writer.WriteString("version", package.Version);
    }

    private static void Write(Utf8JsonWriter writer, ImageIndex? images)
    {
        writer.WriteStartArray("images");
        foreach (var archive in images?.Archives ?? [])
        {
            foreach (var image in archive.Images)
            {
                Write(writer, archive, image);
            }
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ImageArchive archive, PackagedImage image)
    {
        writer.WriteStartObject();
        writer.WriteString("architecture", archive.Architecture);
        writer.WriteString("platform", image.Platform?.ToString());
        writer.WriteStartArray("tags");
        foreach (var tag in image.Tags ?? [])
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("config");
        Write(writer, image.Config);
        writer.WriteEndObject();
        writer.WriteStartArray("layers");
        foreach (var layer in image.Layers)
        {
            writer.WriteStartObject();
            Write(writer, layer.Blob);
            writer.WriteString("diffId", layer.DiffId);
            writer.WriteString("compression", layer.Compression switch { LayerCompression.Gzip => "gzip", LayerCompression.Zstd => "zstd", _ => "none" });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ImageBlob blob)
    {
        writer.WriteString("digest", blob.Digest?.ToString());
        writer.WriteNumber("position", blob.Position);
        writer.WriteNumber("size", blob.Length);
    }

    private static void Write(Utf8JsonWriter writer, AssetsTree? assets)
    {
        writer.WriteStartArray("assets");
        foreach (var entry in assets?.Entries ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("path", entry.Path);
            writer.WriteString("kind", entry.Kind switch
            {
                AssetKind.Folder => "folder",
                AssetKind.SymbolicLink => "link",
                AssetKind.HardLink => "hard-link",
                _ => "file",
            });
            writer.WriteNumber("size", entry.Length);
            writer.WriteString("mode", Convert.ToString((int)entry.Mode, 8));
            writer.WriteString("target", entry.Target);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
