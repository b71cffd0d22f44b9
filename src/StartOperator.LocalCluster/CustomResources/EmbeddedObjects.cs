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
            foreach (var field in (ReadOnlySpan<string>)["apiVersion", "kind"])
            {
                if (embedded.TryGetPropertyValue(field, out var odd) && !odd.IsText())
                    throw new DecodeException(FieldError.Invalid($"{at}.{field}", odd, "must be a string").ToString());
            }

            if (embedded["metadata"] is not { } given) continue;
            if (given is not JsonObject meta) throw new DecodeException($"{at}.metadata: Invalid value: {given.ToJsonString()}: must be an object");
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

    public static IEnumerable<FieldError> Faults(JsonNode? schema, JsonNode? value) =>
        Find(schema, value, "").SelectMany(found => (IEnumerable<FieldError>)[.. OfType(found.Object, found.Path), .. OfMetadata(found.Object, found.Path)]);

    private static IEnumerable<FieldError> OfType(JsonObject embedded, string path)
    {
        foreach (var field in (string[])["apiVersion", "kind"])
        {
            var at = $"{path}.{field}";
            if (!embedded.TryGetPropertyValue(field, out var value)) yield return FieldError.Required(at);
            else if (value.Text() is not { } text) yield return FieldError.Invalid(at, value, "must be a string");
            else if (text.Length == 0) yield return FieldError.Invalid(at, text, "must not be empty");
            else if (field == "apiVersion" && text.Count(c => c == '/') > 1) yield return FieldError.Invalid(at, text, $"unexpected GroupVersion string: {text}");
            else if (field == "kind" && Names.Label1035Faults(text.ToLowerInvariant()).ToList() is { Count: > 0 } faults)
                yield return FieldError.Invalid(at, text, "may have mixed case, but should otherwise match: " + string.Join(",", faults));
        }
    }

    private static IEnumerable<FieldError> OfMetadata(JsonObject embedded, string path)
    {
        if (embedded["metadata"] is not JsonObject metadata) return [];
        var named = metadata.Copy();
        named.DefaultText("name", "unnamed");
        return MetadataRules.Create(new JsonObject { ["metadata"] = named }, metadata.Text("namespace") is { Length: > 0 }, NameRule.PathSegment)
            .Select(fault => fault with { Field = $"{path}.{fault.Field}" });
    }

    private static IEnumerable<(string Path, JsonObject Object)> Find(JsonNode? schema, JsonNode? value, string path)
    {
        if (value is JsonObject obj)
        {
            if (path.Length > 0 && schema.Flag("x-kubernetes-embedded-resource") == true) yield return (path, obj);
            foreach (var (name, child) in obj.ToList())
            {
                var property = schema.Obj("properties")?[name];
                var at = property is null ? $"{path}[{name}]" : path.Length == 0 ? name : $"{path}.{name}";
                if ((property ?? schema.At("additionalProperties")) is not JsonObject childSchema) continue;
                foreach (var found in Find(childSchema, child, at)) yield return found;
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
