using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>
/// Turns what a client sent into the form a custom object is stored in: metadata as the API types it, unknown fields dropped and
/// reported, defaults filled in.
/// </summary>
internal static class CustomDecoder
{
    private static readonly Schema Metadata = ModelSchemas.Of(typeof(V1ObjectMeta));

    /// <exception cref="DecodeException">Metadata has a value of the wrong type.</exception>
    public static JsonObject Decode(ApiResource resource, JsonObject body, IReadOnlyCollection<string> duplicates, ICollection<string> complaints)
    {
        var result = body.Copy();
        foreach (var path in duplicates) complaints.Add($"duplicate field \"{path}\"");
        TypeMetadata(result, complaints);
        var pruned = new SortedSet<string>(StringComparer.Ordinal);
        Pruning.Prune(resource.Schema, result, "", pruned);
        foreach (var path in pruned) complaints.Add($"unknown field \"{path}\"");
        var openApi = resource.Custom!.OpenApi;
        EmbeddedObjects.Coerce(openApi, result, "", complaints);
        if (openApi is not null) SchemaDefaults.Apply(openApi, result);
        return result;
    }

    private static void TypeMetadata(JsonObject result, ICollection<string> complaints)
    {
        if (result["metadata"] is not { } given)
        {
            result.Remove("metadata");
            return;
        }

        if (given is not JsonObject meta)
            throw new DecodeException($"json: cannot unmarshal {Http.GoText.Kind(given)} into Go value of type v1.ObjectMeta");
        var unknown = new List<string>();
        try
        {
            result["metadata"] = BuiltInDecoder.Decode(Metadata, meta, null, unknown);
        }
        catch (DecodeException fault)
        {
            throw new DecodeException(fault.Message.Replace("ObjectMeta.metadata.", "ObjectMeta.", StringComparison.Ordinal));
        }

        foreach (var complaint in unknown) complaints.Add(complaint.Replace("unknown field \"", "unknown field \"metadata.", StringComparison.Ordinal));
    }
}
