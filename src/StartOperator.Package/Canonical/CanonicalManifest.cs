using System.Buffers;
using System.Text;
using System.Text.Json;
using StartOperator.Package.Model;
using StartOperator.Package.Reading;

namespace StartOperator.Package.Canonical;

/// <summary>
/// The form in which a manifest stands in a resource: JSON with StartOS's key names, without nulls, unknown keys and defaults.
/// A Kubernetes API server forgets the order of an object's keys; so where order matters, a map is written as a list here:
/// migrations as <c>{range, …}</c>, the fields of a config spec as <c>{key, …}</c>. Equal manifests have equal texts.
/// </summary>
public static class CanonicalManifest
{
    /// <summary>Writes a manifest.</summary>
    public static void Write(Manifest manifest, Utf8JsonWriter json) => new ManifestWriter(json).Write(manifest);

    /// <summary>A manifest as compact JSON.</summary>
    public static string ToJson(Manifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Options)) Write(manifest, json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a manifest from a resource. The diagnostics' paths start at the manifest and know no lines.</summary>
    public static PackageReading Read(JsonElement json) => PackageReader.ReadCanonical(json);

    /// <summary>Reads a manifest from JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="sourceName">How diagnostics name the text.</param>
    public static PackageReading Read(string json, string sourceName) => PackageReader.ReadCanonical(json, sourceName);
}
