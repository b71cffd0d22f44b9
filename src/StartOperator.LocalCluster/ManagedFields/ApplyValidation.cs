using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Schemas;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>Refuses configurations whose fields, list keys or types the schema does not know.</summary>
internal static class ApplyValidation
{
    public static void Check(WriteRequest request, JsonObject applied)
    {
        var faults = new List<string>();
        Check(request.Resource.Schema, applied, "", faults, true);
        if (faults.Count == 0) return;
        var text = faults.Count == 1 ? faults[0] : "errors:\n" + string.Concat(faults.Select(fault => $"  {fault}\n"));
        var (ns, name) = (applied.Text("metadata", "namespace") ?? "", applied.Text("metadata", "name") ?? "");
        var kind = $"{(request.Resource.Group.Length == 0 ? "/" + request.Resource.Version : request.Resource.GroupVersion)}, Kind={request.Resource.Kind}";
        throw StatusException.Bare(500, $"failed to create typed patch object ({ns}/{name}; {kind}): {text}");
    }

    private static void Check(Schema schema, JsonNode? value, string path, List<string> faults, bool root = false)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map:
                if (value is JsonObject map) CheckMap(schema, map, path, faults, root);
                else if (value is not null) faults.Add($"{Shown(path)}: expected map, got {Got(value)}");
                break;
            case SchemaKind.List:
                if (value is JsonArray list) CheckList(schema, list, path, faults);
                else if (value is not null) faults.Add($"{Shown(path)}: expected list, got {Got(value)}");
                break;
            case SchemaKind.Text or SchemaKind.Time or SchemaKind.MicroTime or SchemaKind.Bytes when value is not null && !value.IsText():
                faults.Add($"{Shown(path)}: expected string, got {Got(value)}");
                break;
            case SchemaKind.Flag when value is not null && value.Flag() is null: faults.Add($"{Shown(path)}: expected boolean, got {Got(value)}"); break;
            case SchemaKind.Int32 or SchemaKind.Int64 or SchemaKind.Number when value is not null && value.AsReal() is null:
                faults.Add($"{Shown(path)}: expected numeric (int or float), got {Got(value)}");
                break;
        }
    }

    private static void CheckMap(Schema schema, JsonObject map, string path, List<string> faults, bool root)
    {
        foreach (var (key, entry) in map)
        {
            var at = $"{path}.{key}";
            if (schema.Child(key) is { } child) Check(child, entry, at, faults);
            else if (!schema.KeepsUnknown && !(root && key is "apiVersion" or "kind" or "metadata")) faults.Add($"{at}: field not declared in schema");
        }
    }

    private static void CheckList(Schema schema, JsonArray list, string path, List<string> faults)
    {
        var seen = new HashSet<PathElement>();
        for (var i = 0; i < list.Count; i++)
        {
            var at = $"{path}[{i}]";
            if (schema.ListMerge != ListMerge.Atomic)
            {
                if (Typed.ItemPath(schema, list[i], out var fault) is not { } step)
                {
                    faults.Add($"{Shown(path)}: element {i}: {fault}");
                    continue;
                }

                at = path + step;
                if (!seen.Add(step)) faults.Add($"{Shown(path)}: duplicate entries for key {step}");
            }

            Check(schema.Element!, list[i], at, faults);
        }
    }

    private static string Shown(string path) => path.Length == 0 ? "." : path;

    private static string Got(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object or JsonValueKind.Array => $"&{{{value.ToJsonString()}}}",
        _ => $"&value.valueUnstructured{{Value:{value.ToJsonString()}}}",
    };
}
