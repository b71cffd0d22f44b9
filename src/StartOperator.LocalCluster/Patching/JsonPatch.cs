using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Patching;

/// <summary>A patch that can't be applied to this object; the message is for the client.</summary>
internal sealed class PatchException(string message) : Exception(message)
{
    /// <summary>The patch itself is malformed, whatever the object.</summary>
    public bool Malformed { get; init; }
}

/// <summary>JSON Patch (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <summary>Longer patches are refused.</summary>
    public const int MaxOperations = 10000;

    /// <exception cref="PatchException">An operation can't be done.</exception>
    public static JsonNode? Apply(JsonNode target, JsonArray operations)
    {
        var root = new JsonObject { ["root"] = target.DeepClone() };
        foreach (var operation in operations) ApplyOne(root, operation);
        var result = root["root"];
        root.Remove("root");
        return result;
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

    private static void ApplyOne(JsonObject root, JsonNode? operation)
    {
        var kind = operation.Text("op") ?? "unknown";
        var path = operation.Text("path") ?? throw new PatchException($"{kind} operation does not apply: missing path");
        var hasValue = operation is JsonObject obj && obj.ContainsKey("value");
        switch (kind)
        {
            case "add": Add(root, path, Value(kind, operation, hasValue)); break;
            case "remove": Remove(root, path, kind); break;
            case "replace":
                Set(root, path, Value(kind, operation, hasValue), kind);
                break;
            case "move":
                var from = operation.Text("from") ?? throw new PatchException("move operation does not apply: missing from");
                if (path.StartsWith(from + "/", StringComparison.Ordinal)) throw new PatchException("move operation does not apply: path is below from");
                var moved = Get(root, from, kind)?.DeepClone();
                Remove(root, from, kind);
                Add(root, path, moved);
                break;
            case "copy":
                var source = operation.Text("from") ?? throw new PatchException("copy operation does not apply: missing from");
                Add(root, path, Get(root, source, kind)?.DeepClone());
                break;
            case "test":
                if (!Get(root, path, kind).Same(operation!["value"]))
                    throw new PatchException($"testing value {path} failed: test failed");
                break;
            default: throw new PatchException($"Unexpected kind: {kind}");
        }
    }

    private static JsonNode? Value(string kind, JsonNode? operation, bool hasValue) =>
        hasValue ? operation!["value"]?.DeepClone() : throw new PatchException($"{kind} operation does not apply: missing value");

    private static PatchException Missing(string kind, string path) =>
        new($"{kind} operation does not apply: doc is missing key: {path}: missing value");

    private static JsonNode? Get(JsonObject root, string path, string kind)
    {
        var (parent, key) = Parent(root, path, kind);
        return parent switch
        {
            JsonObject obj => obj.TryGetPropertyValue(key, out var value) ? value : throw Missing(kind, path),
            JsonArray list => list[Index(list, key, path, kind, false)],
            _ => throw Missing(kind, path),
        };
    }

    private static void Add(JsonObject root, string path, JsonNode? value)
    {
        var (parent, key) = Parent(root, path, "add");
        switch (parent)
        {
            case JsonObject obj: obj[key] = value; break;
            case JsonArray list when key == "-": list.Add(value); break;
            case JsonArray list: list.Insert(Index(list, key, path, "add", true), value); break;
            default: throw Missing("add", path);
        }
    }

    private static void Set(JsonObject root, string path, JsonNode? value, string kind)
    {
        var (parent, key) = Parent(root, path, kind);
        if (parent is JsonObject obj) obj[key] = value;
        else if (parent is JsonArray list) list[Index(list, key, path, kind, false)] = value;
    }

    private static void Remove(JsonObject root, string path, string kind)
    {
        var (parent, key) = Parent(root, path, kind);
        if (parent is JsonObject obj)
        {
            if (!obj.Remove(key)) throw new PatchException($"{kind} operation does not apply: Unable to remove nonexistent key: {key}: missing value");
        }
        else if (parent is JsonArray list) list.RemoveAt(Index(list, key, path, kind, false));
        else throw Missing(kind, path);
    }

    private static (JsonNode? Parent, string Key) Parent(JsonObject root, string path, string kind)
    {
        if (path.Length == 0) return (root, "root");
        if (path[0] != '/') throw Missing(kind, path);
        var keys = path.Split('/').Skip(1).Select(key => key.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        var node = root["root"];
        foreach (var key in keys.SkipLast(1))
        {
            node = node switch
            {
                JsonObject obj => obj[key],
                JsonArray list => list[Index(list, key, path, kind, false)],
                _ => null,
            };
            if (node is null) throw new PatchException($"{kind} operation does not apply: doc is missing path: \"{path}\": missing value");
        }

        return (node, keys[^1]);
    }

    private static int Index(JsonArray list, string key, string path, string kind, bool adding)
    {
        if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            throw new PatchException($"{kind} operation does not apply: doc is missing key: {path}: missing value");
        if (index < 0) index += list.Count;
        var most = adding ? list.Count : list.Count - 1;
        return index >= 0 && index <= most
            ? index
            : throw new PatchException($"{kind} operation does not apply: doc is missing key: {path}: invalid index referenced");
    }
}
