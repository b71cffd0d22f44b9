using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>
/// The JSON contracts of Kubernetes' own types that this library reads and writes, and of no other: those of every type there is would be half of a
/// program that is compiled ahead of time.
/// </summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(KubernetesTime)])]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(V1ControllerRevision))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(Eventsv1Event))]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(V1ListMeta))]
[JsonSerializable(typeof(V1Namespace))]
[JsonSerializable(typeof(V1Node))]
[JsonSerializable(typeof(V1PersistentVolume))]
[JsonSerializable(typeof(V1PersistentVolumeClaim))]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1Secret))]
[JsonSerializable(typeof(V1Service))]
[JsonSerializable(typeof(V1ServiceAccount))]
[JsonSerializable(typeof(V1Status))]
internal sealed partial class KubernetesTypes : JsonSerializerContext;

/// <summary>Times as the API server writes them (RFC 3339, up to nine decimals), and as it takes them: whole seconds without, others with six decimals.</summary>
internal sealed class KubernetesTime : JsonConverter<DateTime>
{
    private static readonly KubernetesJson.KubernetesDateTimeConverter Thorough = new();

    /// <inheritdoc />
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTimeOffset(out var time) ? time.UtcDateTime : Thorough.Read(ref reader, typeToConvert, options);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => Thorough.Write(writer, value, options);
}
