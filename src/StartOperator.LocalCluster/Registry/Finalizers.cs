using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Registry;

/// <summary>Adds finalizers.</summary>
internal static class Finalizers
{
    public static void Add(JsonObject obj, string finalizer)
    {
        var meta = obj.Ensure("metadata");
        if (meta.Texts("finalizers").Contains(finalizer)) return;
        if (meta["finalizers"] is not JsonArray list) meta["finalizers"] = list = [];
        list.Add(finalizer);
    }
}
