using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>What custom objects do beyond being stored.</summary>
internal static class CustomBehaviour
{
    public static Behaviour Of(bool hasStatus) => new()
    {
        Generation = true,
        HasStatus = hasStatus,
        UnconditionalUpdate = false,
        SpecChanged = (obj, live) => SpecChanged(obj, live, hasStatus),
        PrepareStatus = KeepAllButStatus,
    };

    /// <summary>Every field but metadata counts; status too when it is no subresource.</summary>
    private static bool SpecChanged(JsonObject obj, JsonObject live, bool hasStatus) => obj.Select(field => field.Key)
        .Union(live.Select(field => field.Key))
        .Where(field => field is not ("metadata" or "apiVersion" or "kind") && !(hasStatus && field == "status"))
        .Any(field => !obj[field].Same(live[field]));

    private static void KeepAllButStatus(JsonObject obj, JsonObject live)
    {
        var (status, managed) = (obj["status"], obj.At("metadata", "managedFields"));
        foreach (var field in obj.Select(field => field.Key).Union(live.Select(field => field.Key)).Where(field => field != "status").ToList())
        {
            if (field == "metadata")
            {
                var revision = obj.At("metadata", "resourceVersion");
                var meta = live.Obj("metadata")!.Copy();
                meta.Put("managedFields", managed);
                meta.Put("resourceVersion", revision);
                obj["metadata"] = meta;
            }
            else obj.Put(field, live[field]);
        }

        obj.Put("status", status);
    }
}
