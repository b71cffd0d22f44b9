using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Selectors;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Deployments, StatefulSets, ReplicaSets and Jobs: their selectors and pod templates.</summary>
internal static class WorkloadRules
{
    private const string Mismatch = "`selector` does not match template `labels`";

    public static IEnumerable<FieldError> Validate(JsonObject workload)
    {
        var spec = workload.Obj("spec") ?? [];
        var job = workload.Text("kind") == "Job";
        foreach (var error in RolloutRules.Faults(workload.Text("kind") ?? "", spec)) yield return error;
        if (!job)
        {
            var selector = spec.Obj("selector");
            if (selector is null)
            {
                yield return FieldError.Required("spec.selector");
                yield return FieldError.Invalid("spec.template.metadata.labels", spec.At("template", "metadata", "labels"), Mismatch);
            }
            else
            {
                foreach (var error in MetadataRules.LabelSelector(selector, "spec.selector")) yield return error;
                var parsed = LabelSelector.FromJson(selector);
                if (parsed.IsEverything) yield return FieldError.Invalid("spec.selector", selector.DeepClone(), "empty selector is invalid for " + workload.Text("kind")?.ToLowerInvariant());
                else if (!parsed.Matches(spec.Obj("template") ?? []))
                    yield return FieldError.Invalid("spec.template.metadata.labels", spec.At("template", "metadata", "labels"), Mismatch);
            }
        }

        foreach (var error in MetadataRules.Labels(spec.Obj("template", "metadata", "labels"), "spec.template.labels")) yield return error;
        foreach (var error in PodRules.Spec(spec.Obj("template", "spec") ?? [], "spec.template.spec")) yield return error;
        var restart = spec.Text("template", "spec", "restartPolicy");
        if (!job && restart is { } policy and not "Always") yield return FieldError.NotSupported("spec.template.spec.restartPolicy", policy, ["Always"]);
        if (job && restart is "Always") yield return FieldError.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
    }

    public static IEnumerable<FieldError> ValidateUpdate(JsonObject workload, JsonObject old)
    {
        var (now, before) = (workload.At("spec", "selector"), old.At("spec", "selector"));
        if (workload.Text("kind") != "StatefulSet")
        {
            if (!now.Same(before)) yield return FieldError.Invalid("spec.selector", now, "field is immutable");
            yield break;
        }

        string[] mutable = ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];
        var (spec, oldSpec) = (workload.Obj("spec")!.Copy(), old.Obj("spec")!.Copy());
        foreach (var field in mutable)
        {
            spec.Remove(field);
            oldSpec.Remove(field);
        }

        if (!spec.Same(oldSpec))
        {
            yield return FieldError.Forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit'," +
                " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }
}
