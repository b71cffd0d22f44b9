using System.Text.Json;
using System.Text.Json.Serialization;
using StartOperator.Package;
using StartOperator.Package.Canonical;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;

namespace StartOperator.Resources;

/// <summary>
/// The manifest in a resource: read with the same reader as a project folder's, so that a fault in it is a diagnostic with the
/// path of the field, not an exception that takes the whole object with it.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class ManifestField
{
    private readonly JsonElement? _unreadable;

    /// <summary>Holds what was read of a resource.</summary>
    public ManifestField(PackageReading reading) => (Value, Diagnostics) = (reading.Manifest, reading.Diagnostics);

    private ManifestField(PackageReading reading, JsonElement unreadable)
        : this(reading) => _unreadable = unreadable;

    /// <summary>Holds a manifest that is already known to be good.</summary>
    public ManifestField(Manifest manifest) => (Value, Diagnostics) = (manifest, []);

    /// <summary>The manifest; null when it has errors.</summary>
    public Manifest? Value { get; }

    /// <summary>What is wrong with it; paths begin at the manifest.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    internal sealed class Converter : JsonConverter<ManifestField>
    {
        public override ManifestField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var reading = CanonicalManifest.Read(document.RootElement);
            return reading.Manifest is null ? new ManifestField(reading, document.RootElement.Clone()) : new ManifestField(reading);
        }

        /// <summary>A manifest with errors is written as it was read: a resource must be able to carry a status that tells of them.</summary>
        public override void Write(Utf8JsonWriter writer, ManifestField value, JsonSerializerOptions options)
        {
            if (value.Value is { } manifest)
            {
                CanonicalManifest.Write(manifest, writer);
                return;
            }

            (value._unreadable ?? throw new InvalidOperationException("A manifest with errors can't be written.")).WriteTo(writer);
        }
    }
}
