using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Removes the fields a structural schema does not know.</summary>
internal static class Pruning
{
    private static readonly HashSet<string> ObjectFields = ["apiVersion", "kind", "metadata"];

    /// <summary>Prunes in place; the paths of what went are added to <paramref name="pruned"/>.</summary>
    public static void Prune(Schema schema, JsonNode? value, string path, ICollection<string> pruned)
    {
        switch (value)
        {
            case JsonObject obj when schema.Kind is SchemaKind.Object or SchemaKind.Map or SchemaKind.Any: PruneObject(schema, obj, path, pruned); break;
            case JsonArray list when schema.Element is { } element && schema.Kind == SchemaKind.List:
                for (var i = 0; i < list.Count; i++) Prune(element, list[i], $"{path}[{i}]", pruned);
                break;
        }
    }

    private static void PruneObject(Schema schema, JsonObject obj, string path, ICollection<string> pruned)
    {
        foreach (var (name, value) in obj.ToList())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if ((schema.EmbeddedObject || path.Length == 0) && ObjectFields.Contains(name)) continue;
            if (schema.Child(name) is { } child) Prune(child, value, at, pruned);
            else if (!schema.KeepsUnknown)
            {
                obj.Remove(name);
                pruned.Add(at);
            }
        }
    }
}
