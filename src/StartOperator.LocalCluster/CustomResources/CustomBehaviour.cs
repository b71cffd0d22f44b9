using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Validation;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>What custom objects do beyond being stored.</summary>
internal static class CustomBehaviour
{
    public static Behaviour Of(string definition, JsonObject? openApi, bool hasStatus)
    {
        var rules = new Lazy<ValidationRules?>(() => ValidationRules.Of(openApi));
        return new()
        {
            MetadataChecks = MetadataChecks.OnUpdate | MetadataChecks.OnCreate,
            Generation = true,
            HasStatus = hasStatus,
            UnconditionalUpdate = false,
            Admit = admission => RefuseNewOnesAtTheEnd(admission, definition),
            SpecChanged = (obj, live) => SpecChanged(obj, live, hasStatus),
            PrepareStatus = KeepAllButStatus,
            ValidateCreate = obj => Faults(openApi, rules.Value, obj, null),
            ValidateUpdate = (obj, live) => Faults(openApi, rules.Value, obj, live),
            ValidateStatus = (obj, live) => StatusFaults(openApi, rules.Value, obj, live),
            Warn = CustomAdvice.Of,
        };
    }

    private static void RefuseNewOnesAtTheEnd(Admission admission, string definition)
    {
        if (!admission.Creating || admission.Find("apiextensions.k8s.io", "customresourcedefinitions", "", definition) is not { } stored) return;
        if (!Conditions.IsTrue(stored.Json, "Terminating")) return;
        throw StatusException.Forbidden(
            admission.Resource.Name, admission.Object.Text("metadata", "name") ?? "", "create not allowed while custom resource definition is terminating");
    }

    private static List<FieldError> Faults(JsonObject? openApi, ValidationRules? rules, JsonObject obj, JsonObject? live)
    {
        if (openApi is null) return [];
        var correlated = live is null ? null : new Correlated(obj, live, openApi);
        List<FieldError> faults = [.. ValueValidator.Validate(openApi, obj, "", correlated).Errors, .. EmbeddedObjects.Faults(openApi, obj)];
        return Finished(openApi, rules, obj, live, correlated, faults);
    }

    /// <summary>A write to status is held to the schema of status, but to the rules of the whole object.</summary>
    private static List<FieldError> StatusFaults(JsonObject? openApi, ValidationRules? rules, JsonObject obj, JsonObject live)
    {
        if (openApi is null) return [];
        var correlated = new Correlated(obj, live, openApi);
        List<FieldError> faults = [];
        if (obj.ContainsKey("status") && openApi.Obj("properties")?["status"] is { } schema)
        {
            faults.AddRange(ValueValidator.Validate(schema, obj["status"], "", correlated.Key("status")).Errors
                .Select(fault => fault with { Field = fault.Field is "<nil>" or "" ? "status" : $"status.{fault.Field}" }));
        }

        return Finished(openApi, rules, obj, live, correlated, faults);
    }

    private static List<FieldError> Finished(JsonObject openApi, ValidationRules? rules, JsonObject obj, JsonObject? live, Correlated? correlated, List<FieldError> faults)
    {
        if (live is null || !ListUniqueness.Faults(openApi, live, "").Any()) faults.AddRange(ListUniqueness.Faults(openApi, obj, ""));
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
