using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Schemas;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Keeps whole objects that are embedded in a custom object in order: their metadata typed, their kind named.</summary>
internal static class EmbeddedObjects
{
    private static readonly Schema Metadata = ModelSchemas.Of(typeof(V1ObjectMeta));

    /// <summary>Brings the metadata of embedded objects into its typed form and reports fields that went.</summary>
    /// <exception cref="DecodeException">Metadata has a value of the wrong type.</exception>
    public static void Coerce(JsonNode? schema, JsonNode? value, string path, ICollection<string> complaints)
    {
        foreach (var (at, embedded) in Find(schema, value, path))
        {
            if (embedded["metadata"] is not JsonObject meta) continue;
            var unknown = new List<string>();
            try
            {
                embedded["metadata"] = BuiltInDecoder.Decode(Metadata, meta, null, unknown);
            }
            catch (DecodeException fault)
            {
                throw new DecodeException($"{at}.metadata: Invalid value: {meta.ToJsonString()}: {fault.Message}");
            }

            foreach (var complaint in unknown) complaints.Add(complaint.Replace("unknown field \"", $"unknown field \"{at}.metadata.", StringComparison.Ordinal));
        }
    }

    public static IEnumerable<FieldError> Faults(JsonNode? schema, JsonNode? value)
    {
        foreach (var (at, embedded) in Find(schema, value, ""))
        {
            foreach (var field in (string[])["apiVersion", "kind"])
            {
                if (string.IsNullOrEmpty(embedded.Text(field))) yield return FieldError.Required($"{at}.{field}");
            }

            foreach (var error in MetadataRules.Labels(embedded.Obj("metadata", "labels"), $"{at}.metadata.labels")) yield return error;
            foreach (var error in MetadataRules.Annotations(embedded.Obj("metadata", "annotations"), $"{at}.metadata.annotations")) yield return error;
        }
    }

    private static IEnumerable<(string Path, JsonObject Object)> Find(JsonNode? schema, JsonNode? value, string path)
    {
        if (value is JsonObject obj)
        {
            if (path.Length > 0 && schema.Flag("x-kubernetes-embedded-resource") == true) yield return (path, obj);
            foreach (var (name, child) in obj.ToList())
            {
                var childSchema = schema.Obj("properties")?[name] ?? schema.At("additionalProperties");
                if (childSchema is not JsonObject) continue;
                foreach (var found in Find(childSchema, child, path.Length == 0 ? name : $"{path}.{name}")) yield return found;
            }
        }
        else if (value is JsonArray list && schema.At("items") is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                foreach (var found in Find(items, list[i], $"{path}[{i}]")) yield return found;
            }
        }
    }
}
