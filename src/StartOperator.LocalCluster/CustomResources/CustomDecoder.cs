using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Turns what a client sent into the form a custom object is stored in: metadata as the API types it, unknown fields dropped and reported.</summary>
internal static class CustomDecoder
{
    private static readonly Schema Metadata = ModelSchemas.Of(typeof(V1ObjectMeta));

    /// <exception cref="DecodeException">Metadata has a value of the wrong type.</exception>
    public static JsonObject Decode(ApiResource resource, JsonObject body, IReadOnlyCollection<string> duplicates, ICollection<string> complaints)
    {
        var result = body.Copy();
        foreach (var path in duplicates) complaints.Add($"duplicate field \"{path}\"");
        var unknown = new List<string>();
        if (result["metadata"] is JsonObject meta)
        {
            result["metadata"] = BuiltInDecoder.Decode(Metadata, meta, null, unknown);
            foreach (var complaint in unknown) complaints.Add(complaint.Replace("unknown field \"", "unknown field \"metadata.", StringComparison.Ordinal));
        }
        else if (result["metadata"] is not null)
        {
            throw new DecodeException("json: cannot unmarshal into metadata: not an object");
        }

        var pruned = new List<string>();
        Pruning.Prune(resource.Schema, result, "", pruned);
        foreach (var path in pruned) complaints.Add($"unknown field \"{path}\"");
        return result;
    }
}
