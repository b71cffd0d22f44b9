using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>A value beside the one it replaces. What an update leaves as it was is not held against it.</summary>
internal sealed class Correlated(JsonNode? value, JsonNode? old, JsonNode? schema)
{
    private bool? _same;

    public JsonNode? Old => old;

    public bool IsSame => _same ??= value.Same(old);

    /// <summary>A field's value and the one it replaces; null when it is new.</summary>
    public Correlated? Key(string name)
    {
        if (value is not JsonObject now || old is not JsonObject before || !before.ContainsKey(name)) return null;
        return new Correlated(now[name], before[name], schema.Obj("properties")?[name] ?? schema.At("additionalProperties"));
    }

    /// <summary>An item and the one with its keys; null when there was none, or the list's items can't be told apart.</summary>
    public Correlated? Index(int index)
    {
        if (value is not JsonArray now || schema.Text("x-kubernetes-list-type") != "map") return null;
        return WithKeys(old, now[index], schema) is { } before ? new Correlated(now[index], before, schema.At("items")) : null;
    }

    /// <summary>The item of a list of keyed objects that has the keys of another.</summary>
    public static JsonNode? WithKeys(JsonNode? list, JsonNode? item, JsonNode? schema)
    {
        var keys = schema.Texts("x-kubernetes-list-map-keys").ToList();
        return (list as JsonArray)?.FirstOrDefault(other => keys.TrueForAll(key => other.At(key).Same(item.At(key))));
    }
}
