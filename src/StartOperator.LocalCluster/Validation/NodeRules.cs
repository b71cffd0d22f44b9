using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What Nodes must be like, and what of them stays.</summary>
internal static class NodeRules
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static IEnumerable<FieldError> Validate(JsonObject node)
    {
        foreach (var error in Taints(node)) yield return error;
        var networks = node.Texts("spec", "podCIDRs").ToList();
        for (var i = 0; i < networks.Count; i++)
        {
            if (AddressRules.Network(networks[i]) is null) yield return FieldError.Invalid($"spec.podCIDRs[{i}]", networks[i], AddressRules.NoNetwork);
        }
    }

    public static IEnumerable<FieldError> ValidateUpdate(JsonObject node, JsonObject old)
    {
        if (old.Texts("spec", "podCIDRs").Any() && !node.At("spec", "podCIDRs").Same(old.At("spec", "podCIDRs")))
            yield return FieldError.Forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
        if (old.Text("spec", "providerID") is { Length: > 0 } provider && node.Text("spec", "providerID") != provider)
            yield return FieldError.Forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid");
        foreach (var error in Taints(node)) yield return error;
    }

    /// <summary>API servers report taints as if they stood in metadata.</summary>
    private static IEnumerable<FieldError> Taints(JsonObject node)
    {
        var (index, seen) = (0, new HashSet<(string, string)>());
        foreach (var taint in node.Objects("spec", "taints"))
        {
            var path = $"metadata.taints[{index++}]";
            var (key, value, effect) = (taint.Text("key") ?? "", taint.Text("value") ?? "", taint.Text("effect") ?? "");
            foreach (var fault in Names.QualifiedFaults(key)) yield return FieldError.Invalid(path + ".key", key, fault);
            foreach (var fault in Names.LabelValueFaults(value)) yield return FieldError.Invalid(path + ".value", value, fault);
            if (effect.Length == 0) yield return FieldError.Required(path + ".effect");
            else if (!Effects.Contains(effect)) yield return FieldError.NotSupported(path + ".effect", effect, Effects);
            if (seen.Add((key, effect))) continue;
            var shown = new JsonObject { ["Key"] = key, ["Value"] = value, ["Effect"] = effect, ["TimeAdded"] = taint["timeAdded"]?.DeepClone() };
            var duplicate = FieldError.Duplicate(path, shown);
            yield return duplicate with { Body = duplicate.Body + ": taints must be unique by key and effect pair" };
        }
    }
}
