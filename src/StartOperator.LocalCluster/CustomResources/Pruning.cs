using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Removes the fields a structural schema does not know.</summary>
internal static class Pruning
{
    private static readonly HashSet<string> ObjectFields = ["apiVersion", "kind", "metadata"];

    /// <summary>Prunes in place; the paths of what went are added to <paramref name="pruned"/>. A root is a whole object with apiVersion, kind and metadata.</summary>
    public static void Prune(Schema? schema, JsonNode? value, string path, ICollection<string> pruned, bool isRoot = true)
    {
        switch (value)
        {
            case JsonObject obj: PruneObject(schema, obj, path, pruned, isRoot); break;
            case JsonArray list when schema is not { KeepsUnknown: true } and not { Kind: SchemaKind.Any }:
                var element = schema?.Kind == SchemaKind.List ? schema.Element : null;
                for (var i = 0; i < list.Count; i++) Prune(element, list[i], $"{path}[{i}]", pruned, false);
                break;
        }
    }

    private static void PruneObject(Schema? schema, JsonObject obj, string path, ICollection<string> pruned, bool isRoot)
    {
        foreach (var (name, value) in obj.ToList())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if ((isRoot || schema?.EmbeddedObject == true) && ObjectFields.Contains(name)) continue;
            if (ChildOf(schema, name) is { } child) Prune(child, value, at, pruned, false);
            else if (schema is not { KeepsUnknown: true } and not { Kind: SchemaKind.Any })
            {
                obj.Remove(name);
                pruned.Add(at);
            }
        }
    }

    private static Schema? ChildOf(Schema? schema, string name) => schema?.Kind is SchemaKind.Object or SchemaKind.Map or SchemaKind.Any ? schema.Child(name) : null;
}
