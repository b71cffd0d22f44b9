using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster;

/// <summary>What a fresh cluster has.</summary>
internal static class Bootstrap
{
    private static readonly string[] SystemNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Makes the system namespaces, the system priority classes and the API's own service.</summary>
    public static void Run(ObjectStore store, TimeProvider clock)
    {
        Namespaces(store, clock);
        PriorityClass(store, clock, "system-cluster-critical", 2000000000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.");
        PriorityClass(store, clock, "system-node-critical", 2000001000, "Used for system critical pods that must not be moved from their current node.");
        Make(store, clock, "Service", "default", new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = "kubernetes",
                ["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" },
            },
            ["spec"] = new JsonObject
            {
                ["clusterIP"] = "10.96.0.1",
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443, ["targetPort"] = 6443 }),
            },
        });
    }

    private static void PriorityClass(ObjectStore store, TimeProvider clock, string name, int value, string description) =>
        Make(store, clock, "PriorityClass", "", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["value"] = value,
            ["description"] = description,
        });

    private static void Make(ObjectStore store, TimeProvider clock, string kind, string ns, JsonObject body)
    {
        var resource = BuiltInResources.All.First(r => r.Kind == kind);
        var obj = RequestDecoder.Object(resource, body, [], UnknownFields.Ignore, _ => { });
        var request = new WriteRequest(resource, ns, body.Text("metadata", "name")!, "") { Manager = "kube-apiserver", Now = clock.GetUtcNow() };
        new ObjectWriter(store, clock).Create(request, obj);
    }

    private static void Namespaces(ObjectStore store, TimeProvider clock)
    {
        foreach (var name in SystemNamespaces)
            Make(store, clock, "Namespace", "", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
    }
}
