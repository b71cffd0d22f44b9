using System.Text.Json;

namespace StartOperator.Runtime.Applying;

/// <summary>
/// Which lists of Kubernetes' own types are maps in disguise, and by what keys their items are told apart
/// (<c>x-kubernetes-list-map-keys</c> of the API). Lists not named here are compared item by item, in order.
/// </summary>
internal static class MergeKeys
{
    private static readonly string[][] None = [];

    // The first alternative whose keys all stand in the desired item applies; a list may be keyed differently in different kinds.
    private static readonly Dictionary<string, string[][]> ByList = new()
    {
        ["containers"] = [["name"]],
        ["initContainers"] = [["name"]],
        ["ephemeralContainers"] = [["name"]],
        ["volumes"] = [["name"]],
        ["env"] = [["name"]],
        ["imagePullSecrets"] = [["name"]],
        ["resourceClaims"] = [["name"]],
        ["claims"] = [["name"]],
        ["secrets"] = [["name"]],
        ["volumeMounts"] = [["mountPath"]],
        ["volumeDevices"] = [["devicePath"]],
        ["ports"] = [["containerPort", "protocol"], ["port", "protocol"]],
        ["ownerReferences"] = [["uid"]],
        ["conditions"] = [["type"]],
        ["topologySpreadConstraints"] = [["topologyKey", "whenUnsatisfiable"]],
        ["hostAliases"] = [["ip"]],
        ["schedulingGates"] = [["name"]],
    };

    /// <summary>The keys of a list's items, judged by a desired item; null when the list is no map.</summary>
    public static string[]? Of(string list, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var keys in ByList.GetValueOrDefault(list, None))
        {
            if (Array.TrueForAll(keys, key => key == "protocol" || item.TryGetProperty(key, out _)))
            {
                return keys;
            }
        }

        return null;
    }

    /// <summary>Whether two items are the same entry of the map. A protocol that is not given is TCP.</summary>
    public static bool AreSame(string[] keys, JsonElement left, JsonElement right) =>
        Array.TrueForAll(keys, key => Value(left, key) is { } value && value == Value(right, key));

    private static string? Value(JsonElement item, string key)
    {
        if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var value))
        {
            return value.ToString();
        }

        return key == "protocol" ? "TCP" : null;
    }
}
