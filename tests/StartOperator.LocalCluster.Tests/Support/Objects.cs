using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>Bodies of objects whose names come from elsewhere.</summary>
internal static class Objects
{
    /// <summary>An object with a name and nothing else, unless told.</summary>
    /// <param name="name">The name.</param>
    /// <param name="rest">The other fields, as a JSON object.</param>
    public static string Named(string name, string rest = "{}")
    {
        var obj = JsonNode.Parse(rest)!.AsObject();
        obj["metadata"] ??= new JsonObject();
        obj["metadata"]!["name"] = name;
        return obj.ToJsonString();
    }

    /// <summary>A map that is an object with its own apiVersion and kind, as custom resources and applies need them.</summary>
    /// <param name="apiVersion">Its API version.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="rest">The other fields, as a JSON object.</param>
    public static string Of(string apiVersion, string kind, string name, string rest = "{}")
    {
        var obj = JsonNode.Parse(Named(name, rest))!.AsObject();
        (obj["apiVersion"], obj["kind"]) = (apiVersion, kind);
        return obj.ToJsonString();
    }
}
