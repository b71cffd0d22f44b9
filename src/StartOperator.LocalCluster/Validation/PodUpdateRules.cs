using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What an update may change of a pod: images, a shorter deadline, more tolerations, scheduling gates taken away.</summary>
internal static class PodUpdateRules
{
    private const string Allowed =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`," +
        "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static IEnumerable<FieldError> Validate(JsonObject pod, JsonObject old)
    {
        var (spec, before) = (pod.Obj("spec") ?? [], old.Obj("spec") ?? []);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            if (spec.Objects(list).Count() != before.Objects(list).Count())
            {
                yield return FieldError.Forbidden($"spec.{list}", $"pod updates may not add or remove containers");
                yield break;
            }
        }

        foreach (var list in (string[])["containers", "initContainers"])
        {
            var index = 0;
            foreach (var container in spec.Objects(list))
            {
                if (string.IsNullOrEmpty(container.Text("image"))) yield return FieldError.Required($"spec.{list}[{index}].image");
                index++;
            }
        }

        if (before.Whole("activeDeadlineSeconds") is { } deadline)
        {
            if (spec.Whole("activeDeadlineSeconds") is not { } now)
                yield return FieldError.Invalid("spec.activeDeadlineSeconds", spec["activeDeadlineSeconds"], "must not update from a positive integer to nil value");
            else if (now > deadline) yield return FieldError.Invalid("spec.activeDeadlineSeconds", now, "must be less than or equal to previous value");
        }

        foreach (var error in Tolerations(spec, before)) yield return error;
        if (!Munged(spec, before).Same(before)) yield return FieldError.Forbidden("spec", Allowed);
    }

    /// <summary>Status can't be changed to name another node.</summary>
    public static IEnumerable<FieldError> ValidateStatus(JsonObject pod, JsonObject old)
    {
        var (now, before) = (pod.Text("status", "nominatedNodeName") ?? "", old.Text("status", "nominatedNodeName") ?? "");
        if (now.Length > 0 && now != before)
        {
            if (pod.Text("spec", "nodeName") is { Length: > 0 })
                yield return FieldError.Forbidden("status.nominatedNodeName", "may not be set on pods that are already bound to a node");
            foreach (var fault in Names.SubdomainFaults(now)) yield return FieldError.Invalid("status.nominatedNodeName", now, fault);
        }
    }

    private static IEnumerable<FieldError> Tolerations(JsonObject spec, JsonObject before)
    {
        var kept = spec.Objects("tolerations").ToList();
        foreach (var toleration in before.Objects("tolerations"))
        {
            if (!kept.Any(other => SameToleration(other, toleration)))
            {
                yield return FieldError.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
                yield break;
            }
        }
    }

    private static bool SameToleration(JsonObject left, JsonObject right)
    {
        var (a, b) = (left.Copy(), right.Copy());
        a.Remove("tolerationSeconds");
        b.Remove("tolerationSeconds");
        return a.Same(b);
    }

    /// <summary>The new spec with everything that may change set back.</summary>
    private static JsonObject Munged(JsonObject spec, JsonObject before)
    {
        var result = spec.Copy();
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var (container, old) in result.Objects(list).Zip(before.Objects(list))) container.Put("image", old["image"]);
        }

        result.Put("activeDeadlineSeconds", before["activeDeadlineSeconds"]);
        result.Put("tolerations", before["tolerations"]);
        if (before.Whole("terminationGracePeriodSeconds") is < 0 && spec.Whole("terminationGracePeriodSeconds") == 1)
            result.Put("terminationGracePeriodSeconds", before["terminationGracePeriodSeconds"]);
        var gates = before.Objects("schedulingGates").ToList();
        if (spec.Objects("schedulingGates").All(gate => gates.Any(other => other.Same(gate)))) result.Put("schedulingGates", before["schedulingGates"]);
        return result;
    }
}
