using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster;

/// <summary>What a fresh cluster has.</summary>
internal static class Bootstrap
{
    private static readonly string[] SystemNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public static void Namespaces(ObjectStore store, TimeProvider clock)
    {
        var writer = new ObjectWriter(store, clock);
        var resource = BuiltInResources.All.First(r => r.Kind == "Namespace");
        foreach (var name in SystemNamespaces)
        {
            var obj = new JsonObject { ["kind"] = "Namespace", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["name"] = name } };
            resource.Behaviour.Default?.Invoke(obj);
            writer.Create(new WriteRequest(resource, "", name, "") { Manager = "kube-apiserver", Now = clock.GetUtcNow() }, obj);
        }
    }
}
