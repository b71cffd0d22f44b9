using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Patching;

/// <summary>A patch that can't be applied to this object; the message is for the client.</summary>
internal sealed class PatchException(string message) : Exception(message)
{
    /// <summary>The patch itself is malformed, whatever the object.</summary>
    public bool Malformed { get; init; }
}

/// <summary>
/// JSON Patch (RFC 6902) with an API server's liberties: what stands before a path's first slash is passed over, a field that isn't
/// there reads as null and can be replaced, a missing value counts as null, and negative indexes count from the end.
/// </summary>
internal static class JsonPatch
{
    /// <summary>Longer patches are refused.</summary>
    public const int MaxOperations = 10000;

    private static readonly string[] Texts = ["op", "path", "from"];

    /// <summary>The patch as a list of operations; null is none.</summary>
    /// <exception cref="PatchException">It isn't one.</exception>
    public static JsonArray Operations(JsonNode? patch)
    {
        if (patch is null) return [];
        var operations = patch as JsonArray ?? throw Malformed(patch, "jsonpatch.Patch");
        foreach (var operation in operations)
        {
            if (operation is not (null or JsonObject)) throw Malformed(operation, "jsonpatch.Operation");
            foreach (var name in Texts)
            {
                if (operation?[name] is { } value && !value.IsText()) throw Malformed(value, "string");
            }
        }

        return operations;
    }

    /// <exception cref="PatchException">An operation can't be done.</exception>
    public static JsonNode? Apply(JsonNode target, JsonArray operations)
    {
        var root = target.DeepClone();
        foreach (var operation in operations) root = ApplyOne(root, operation);
        return root;
    }

    /// <summary>What operations say beyond what an operation has.</summary>
    public static IEnumerable<string> UnknownFields(JsonArray operations)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            foreach (var (name, _) in operations[i] as JsonObject ?? [])
            {
                if (name is not ("op" or "path" or "from" or "value")) yield return $"json patch unknown field \"[{i}].{name}\"";
            }
        }
    }

    private static PatchException Malformed(JsonNode value, string type) =>
        new($"json: cannot unmarshal {GoText.Kind(value)} into Go value of type {type}") { Malformed = true };

    private static JsonNode ApplyOne(JsonNode root, JsonNode? operation)
    {
        var kind = operation.Text("op") ?? "unknown";
        var path = operation.Text("path") ?? throw new PatchException($"{kind} operation failed to decode path");
        var value = operation!["value"];
        switch (kind)
        {
            case "add": Add(root, path, value?.DeepClone()); break;
            case "remove": Remove(root, path); break;
            case "replace" when path.Length == 0: return value as JsonObject ?? value as JsonArray as JsonNode ?? throw Missing(path);
            case "replace":
                Get(root, path);
                Set(root, path, value?.DeepClone());
                break;
            case "move":
                var from = From(operation);
                var moved = Get(root, from)?.DeepClone();
                Remove(root, from);
                Add(root, path, moved);
                break;
            case "copy": Add(root, path, Get(root, From(operation))?.DeepClone()); break;
            case "test":
                if (!(path.Length == 0 ? root : Get(root, path)).Same(value)) throw new PatchException($"testing value {path} failed: test failed");
                break;
            default: throw new PatchException($"Unexpected kind: {kind}");
        }

        return root;
    }

    private static string From(JsonNode operation) => operation.Text("from") ?? throw new PatchException("operation, missing from field");

    private static PatchException Missing(string path) => new($"operation does not apply: doc is missing path: \"{path}\": missing value");

    private static JsonNode? Get(JsonNode root, string path)
    {
        var (parent, key) = Parent(root, path);
        return parent is JsonArray list ? list[Index(list, key, list.Count)] : parent[key];
    }

    private static void Add(JsonNode root, string path, JsonNode? value)
    {
        var (parent, key) = Parent(root, path);
        if (parent is not JsonArray list) parent[key] = value;
        else if (key == "-") list.Add(value);
        else list.Insert(Index(list, key, list.Count + 1), value);
    }

    private static void Set(JsonNode root, string path, JsonNode? value)
    {
        var (parent, key) = Parent(root, path);
        if (parent is JsonArray list) list[Index(list, key, list.Count)] = value;
        else parent[key] = value;
    }

    private static void Remove(JsonNode root, string path)
    {
        var (parent, key) = Parent(root, path);
        if (parent is JsonArray list) list.RemoveAt(Index(list, key, list.Count));
        else if (!((JsonObject)parent).Remove(key)) throw Missing(path);
    }

    /// <summary>The object or list that a path's last step stands in.</summary>
    private static (JsonNode Parent, string Key) Parent(JsonNode root, string path)
    {
        var steps = path.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        if (steps.Count == 0) throw Missing(path);
        var node = root;
        foreach (var step in steps.SkipLast(1))
        {
            node = node is JsonArray list ? list[Index(list, step, list.Count)] : node[step];
            if (node is not (JsonObject or JsonArray)) throw Missing(path);
        }

        return (node, steps[^1]);
    }

    private static int Index(JsonArray list, string key, int places)
    {
        if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)) throw new PatchException($"'{key}' is no index");
        if (index < 0) index += places;
        return index >= 0 && index < places ? index : throw new PatchException($"Unable to access invalid index: {index} of {list.Count}: invalid index referenced");
    }
}
