using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>What custom objects do beyond being stored.</summary>
internal static class CustomBehaviour
{
    public static Behaviour Of(JsonObject? openApi, bool hasStatus) => new()
    {
        MetadataChecks = MetadataChecks.OnUpdate | MetadataChecks.OnCreate,
        Generation = true,
        HasStatus = hasStatus,
        UnconditionalUpdate = false,
        SpecChanged = (obj, live) => SpecChanged(obj, live, hasStatus),
        PrepareStatus = KeepAllButStatus,
        Validate = obj => Faults(openApi, obj),
        ValidateStatus = (obj, _) => Faults(openApi, obj),
    };

    private static IEnumerable<FieldError> Faults(JsonObject? openApi, JsonObject obj)
    {
        if (openApi is null) return [];
        return [.. ValueValidator.Validate(openApi, obj, "").Errors, .. ListUniqueness.Faults(openApi, obj, ""), .. EmbeddedObjects.Faults(openApi, obj)];
    }

    /// <summary>Every field but metadata counts; status too when it is no subresource.</summary>
    private static bool SpecChanged(JsonObject obj, JsonObject live, bool hasStatus) => obj.Select(field => field.Key)
        .Union(live.Select(field => field.Key))
        .Where(field => field is not ("metadata" or "apiVersion" or "kind") && !(hasStatus && field == "status"))
        .Any(field => !obj[field].Same(live[field]));

    private static void KeepAllButStatus(JsonObject obj, JsonObject live)
    {
        var (status, managed, revision) = (obj["status"], obj.At("metadata", "managedFields"), obj.At("metadata", "resourceVersion"));
        foreach (var field in obj.Select(field => field.Key).Union(live.Select(field => field.Key)).Where(field => field != "status").ToList())
            obj.Put(field, live[field]);
        var meta = obj.Ensure("metadata");
        meta.Put("managedFields", managed);
        meta.Put("resourceVersion", revision);
        obj.Put("status", status);
    }
}
