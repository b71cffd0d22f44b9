using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>JSON options that read and write Kubernetes' own types like KubernetesClient, and leave <c>managedFields</c> out.</summary>
internal static class KubernetesContracts
{
    private const int MaxDepth = 256;
    private const int MaxServedDepth = 10_000;
    private const int EnvelopeDepth = 8;

    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Known = [];

    /// <summary>
    /// How deep what surrounds objects is read, a list or an event: as deep as an API server lets objects nest, and its own levels besides. An object
    /// that is deeper than we hold is unreadable by itself, and must not make all its neighbours so.
    /// </summary>
    public static JsonReaderOptions EnvelopeOptions { get; } = new() { MaxDepth = MaxServedDepth + EnvelopeDepth };

    /// <summary>How deep an object may nest that we hold; recursive specs go deeper than the default of 64.</summary>
    public static JsonDocumentOptions DocumentOptions { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>The contract of what the server answers with besides objects of a kind, and of how it is asked to delete.</summary>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)For(ProtocolJson.Default.Options).GetTypeInfo(typeof(T));

    public static JsonSerializerOptions For(JsonSerializerOptions options) => Known.GetValue(options, Extend);

    private static JsonSerializerOptions Extend(JsonSerializerOptions options)
    {
        var extended = new JsonSerializerOptions(options)
        {
            PropertyNamingPolicy = options.PropertyNamingPolicy ?? JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            WriteIndented = false,
            MaxDepth = MaxDepth,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(options.TypeInfoResolver, new FreeForm()).WithAddedModifier(LeaveOutManagedFields),
        };
        extended.Converters.Add(new KubernetesTime());
        return extended;
    }

    private static void LeaveOutManagedFields(JsonTypeInfo contract)
    {
        if (contract.Type != typeof(V1ObjectMeta))
        {
            return;
        }

        for (var i = contract.Properties.Count - 1; i >= 0; i--)
        {
            if (contract.Properties[i].Name == "managedFields")
            {
                contract.Properties.RemoveAt(i);
            }
        }
    }

    /// <summary>What fields of any content, such as <c>data</c> of a ControllerRevision, are read as and may be set to.</summary>
    private sealed class FreeForm : IJsonTypeInfoResolver
    {
        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
            type == typeof(JsonElement) ? JsonMetadataServices.CreateValueInfo<JsonElement>(options, JsonMetadataServices.JsonElementConverter)
            : type == typeof(JsonObject) ? JsonMetadataServices.CreateValueInfo<JsonObject?>(options, JsonMetadataServices.JsonObjectConverter)
            : type == typeof(JsonArray) ? JsonMetadataServices.CreateValueInfo<JsonArray?>(options, JsonMetadataServices.JsonArrayConverter)
            : type == typeof(JsonNode) ? JsonMetadataServices.CreateValueInfo<JsonNode?>(options, JsonMetadataServices.JsonNodeConverter)
            : null;
    }
}

/// <summary>What requests and answers consist of besides objects of a kind.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1ListMeta))]
[JsonSerializable(typeof(V1Status))]
internal sealed partial class ProtocolJson : JsonSerializerContext;
