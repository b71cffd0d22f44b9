using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.Resources;

namespace StartOperator.Cli.Output;

/// <summary>Objects of the API as JSON, as a person would write them: without what only the server fills in.</summary>
internal static class ObjectJson
{
    /// <summary>The object's JSON.</summary>
    public static JsonElement Of(IKubernetesObject<V1ObjectMeta> item)
    {
        var json = item is StartService service ? JsonSerializer.Serialize(service, ResourcesJson.Default.StartService) : KubernetesJson.Serialize((object)item);
        var node = JsonNode.Parse(json)!.AsObject();
        node.Remove("status");
        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }
}
