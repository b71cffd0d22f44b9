using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Where a pod wants to run: affinity and tolerations.</summary>
internal static class SchedulingRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static IEnumerable<FieldError> Faults(JsonObject spec, string path)
    {
        foreach (var error in Tolerations(spec, path + ".tolerations")) yield return error;
        var at = path + ".affinity";
        if (spec.Obj("affinity", "nodeAffinity", Required) is { } required)
        {
            foreach (var error in NodeSelector(required, $"{at}.nodeAffinity.{Required}")) yield return error;
        }

        var index = 0;
        foreach (var preferred in spec.Objects("affinity", "nodeAffinity", Preferred))
        {
            var place = $"{at}.nodeAffinity.{Preferred}[{index++}]";
            if (preferred.Whole("weight") is null or < 1 or > 100) yield return FieldError.Invalid(place + ".weight", preferred.Whole("weight") ?? 0, "must be in the range 1-100");
            foreach (var error in Expressions(preferred.Obj("preference") ?? [], place + ".preference")) yield return error;
        }

        foreach (var kind in (string[])["podAffinity", "podAntiAffinity"])
        {
            foreach (var error in PodAffinity(spec.Obj("affinity", kind), $"{at}.{kind}")) yield return error;
        }
    }

    /// <summary>A node selector: a list of terms, at least one.</summary>
    public static IEnumerable<FieldError> NodeSelector(JsonObject selector, string path)
    {
        var terms = selector.Objects("nodeSelectorTerms").ToList();
        if (terms.Count == 0) yield return FieldError.Required(path + ".nodeSelectorTerms", "must have at least one node selector term");
        for (var i = 0; i < terms.Count; i++)
        {
            foreach (var error in Expressions(terms[i], $"{path}.nodeSelectorTerms[{i}]")) yield return error;
        }
    }

    private static IEnumerable<FieldError> Expressions(JsonObject term, string path)
    {
        var index = 0;
        foreach (var requirement in term.Objects("matchExpressions"))
        {
            var at = $"{path}.matchExpressions[{index++}]";
            var values = requirement.Texts("values").ToList();
            switch (requirement.Text("operator"))
            {
                case "In" or "NotIn" when values.Count == 0:
                    yield return FieldError.Required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist" when values.Count > 0:
                    yield return FieldError.Forbidden(at + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                case "Gt" or "Lt" when values.Count != 1 || !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _):
                    yield return FieldError.Required(at + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                    break;
                case "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt":
                    break;
                case var other:
                    yield return FieldError.Invalid(at + ".operator", other ?? "", "not a valid selector operator");
                    break;
            }

            var key = requirement.Text("key") ?? "";
            foreach (var fault in Names.QualifiedFaults(key)) yield return FieldError.Invalid(at + ".key", key, fault);
        }
    }

    private static IEnumerable<FieldError> PodAffinity(JsonObject? affinity, string path)
    {
        var index = 0;
        foreach (var term in affinity.Objects(Required))
        {
            foreach (var error in PodTerm(term, $"{path}.{Required}[{index++}]")) yield return error;
        }

        index = 0;
        foreach (var preferred in affinity.Objects(Preferred))
        {
            var at = $"{path}.{Preferred}[{index++}]";
            if (preferred.Whole("weight") is null or < 1 or > 100) yield return FieldError.Invalid(at + ".weight", preferred.Whole("weight") ?? 0, "must be in the range 1-100");
            foreach (var error in PodTerm(preferred.Obj("podAffinityTerm") ?? [], at + ".podAffinityTerm")) yield return error;
        }
    }

    private static IEnumerable<FieldError> PodTerm(JsonObject term, string path)
    {
        foreach (var error in MetadataRules.LabelSelector(term.Obj("labelSelector"), path + ".labelSelector")) yield return error;
        foreach (var error in MetadataRules.LabelSelector(term.Obj("namespaceSelector"), path + ".namespaceSelector")) yield return error;
        var key = term.Text("topologyKey") ?? "";
        if (key.Length == 0) yield return FieldError.Required(path + ".topologyKey", "can not be empty");
        foreach (var fault in Names.QualifiedFaults(key)) yield return FieldError.Invalid(path + ".topologyKey", key, fault);
    }

    private static IEnumerable<FieldError> Tolerations(JsonObject spec, string path)
    {
        var index = 0;
        foreach (var toleration in spec.Objects("tolerations"))
        {
            var at = $"{path}[{index++}]";
            var (key, op) = (toleration.Text("key") ?? "", toleration.Text("operator") ?? "");
            if (key.Length > 0)
            {
                foreach (var fault in Names.QualifiedFaults(key)) yield return FieldError.Invalid(at + ".key", key, fault);
            }
            else if (op != "Exists")
                yield return FieldError.Invalid(at + ".operator", op, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");

            if (toleration["tolerationSeconds"] is not null && toleration.Text("effect") != "NoExecute")
                yield return FieldError.Invalid(at + ".effect", toleration.Text("effect") ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set");
            if (op == "Exists" && toleration.Text("value") is { Length: > 0 } surplus)
                yield return FieldError.Invalid(at + ".operator", surplus, "value must be empty when `operator` is 'Exists'");
            else if (op is "" or "Equal")
            {
                foreach (var fault in Names.LabelValueFaults(toleration.Text("value") ?? "")) yield return FieldError.Invalid(at + ".operator", toleration["value"], fault);
            }
            else if (op != "Exists") yield return FieldError.NotSupported(at + ".operator", op, ["Equal", "Exists"]);

            if (toleration.Text("effect") is { Length: > 0 } effect && !Effects.Contains(effect)) yield return FieldError.NotSupported(at + ".effect", effect, Effects);
        }
    }
}
