using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>What custom objects do beyond being stored.</summary>
internal static class CustomBehaviour
{
    public static Behaviour Of(JsonObject? openApi, bool hasStatus)
    {
        var rules = new Lazy<ValidationRules?>(() => ValidationRules.Of(openApi));
        return new()
        {
            MetadataChecks = MetadataChecks.OnUpdate | MetadataChecks.OnCreate,
            Generation = true,
            HasStatus = hasStatus,
            UnconditionalUpdate = false,
            SpecChanged = (obj, live) => SpecChanged(obj, live, hasStatus),
            PrepareStatus = KeepAllButStatus,
            ValidateCreate = obj => Faults(openApi, rules.Value, obj, null),
            ValidateUpdate = (obj, live) => Faults(openApi, rules.Value, obj, live),
            ValidateStatus = (obj, live) => Faults(openApi, rules.Value, obj, live),
        };
    }

    private static List<FieldError> Faults(JsonObject? openApi, ValidationRules? rules, JsonObject obj, JsonObject? live)
    {
        if (openApi is null) return [];
        var correlated = live is null ? null : new Correlated(obj, live, openApi);
        List<FieldError> faults =
            [.. ValueValidator.Validate(openApi, obj, "", correlated).Errors, .. ListUniqueness.Faults(openApi, obj, ""), .. EmbeddedObjects.Faults(openApi, obj)];
        if (rules is not null) faults.AddRange(rules.Faults(obj, live, correlated, faults));
        return faults;
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
