using System.Text.Json.Nodes;
using k8s.Models;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>Objects that users make themselves.</summary>
public static class Objects
{
    /// <summary>A claim.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="size">Its size.</param>
    /// <param name="labels">Its labels; none by default.</param>
    public static V1PersistentVolumeClaim Claim(string name, string size = "1Gi", IDictionary<string, string>? labels = null) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolumeClaim",
        Metadata = new() { Name = name, Labels = labels },
        Spec = new()
        {
            AccessModes = ["ReadWriteOnce"],
            Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) } },
        },
    };

    /// <summary>The labels by which a claim is known as a service's data volume.</summary>
    public static Dictionary<string, string> LabelsOf(string service, string package, string volume) => new()
    {
        ["startoperator.io/role"] = "data",
        ["startoperator.io/service"] = service,
        ["startoperator.io/package"] = package,
        ["startoperator.io/volume"] = volume,
    };

    /// <summary>A pod.</summary>
    public static V1Pod Pod(string name) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new() { Name = name },
        Spec = new() { AutomountServiceAccountToken = false, Containers = [new() { Name = "main", Image = "registry.example/something:1" }] },
    };

    /// <summary>A Service with one port.</summary>
    public static V1Service Service(string name) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = new() { Name = name },
        Spec = new() { Ports = [new() { Port = 80 }], Selector = new Dictionary<string, string> { ["app"] = "something" } },
    };

    /// <summary>A ServiceAccount.</summary>
    public static V1ServiceAccount ServiceAccount(string name) => new() { ApiVersion = "v1", Kind = "ServiceAccount", Metadata = new() { Name = name } };

    /// <summary>A NetworkPolicy for pods of somebody's own.</summary>
    public static V1NetworkPolicy NetworkPolicy(string name) => new()
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = "NetworkPolicy",
        Metadata = new() { Name = name },
        Spec = new() { PodSelector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "something" } }, PolicyTypes = ["Ingress"] },
    };

    /// <summary>A Secret with one entry.</summary>
    public static V1Secret Secret(string name) => new()
    {
        ApiVersion = "v1",
        Kind = "Secret",
        Metadata = new() { Name = name },
        Data = new Dictionary<string, byte[]> { ["password"] = "mine"u8.ToArray() },
    };

    /// <summary>A JSON object, as for a patch.</summary>
    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
