using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What roles and their bindings must be like.</summary>
internal static class RbacRules
{
    private const string Group = "rbac.authorization.k8s.io";

    public static IEnumerable<FieldError> Role(JsonObject role)
    {
        var index = 0;
        foreach (var rule in role.Objects("rules"))
        {
            foreach (var error in Rule(rule, role.Text("kind") == "Role", $"rules[{index++}]")) yield return error;
        }

        if (role.Obj("aggregationRule") is not { } aggregation) yield break;
        if (aggregation.Arr("clusterRoleSelectors") is null or { Count: 0 })
            yield return FieldError.Required("aggregationRule.clusterRoleSelectors", "at least one clusterRoleSelector required if aggregationRule is non-nil");
        index = 0;
        foreach (var selector in aggregation.Objects("clusterRoleSelectors"))
        {
            foreach (var error in MetadataRules.LabelSelector(selector, $"aggregationRule.clusterRoleSelectors[{index++}]")) yield return error;
        }
    }

    public static IEnumerable<FieldError> Binding(JsonObject binding)
    {
        var across = binding.Text("kind") == "ClusterRoleBinding";
        var (group, kind, name) = (binding.Text("roleRef", "apiGroup") ?? "", binding.Text("roleRef", "kind") ?? "", binding.Text("roleRef", "name") ?? "");
        if (group != Group) yield return FieldError.NotSupported("roleRef.apiGroup", group, [Group]);
        if (!(kind == "ClusterRole" || (kind == "Role" && !across)))
            yield return FieldError.NotSupported("roleRef.kind", kind, across ? ["ClusterRole"] : ["Role", "ClusterRole"]);
        if (name.Length == 0) yield return FieldError.Required("roleRef.name");
        else
        {
            foreach (var fault in Names.PathSegmentFaults(name, false)) yield return FieldError.Invalid("roleRef.name", name, fault);
        }

        var index = 0;
        foreach (var subject in binding.Objects("subjects"))
        {
            foreach (var error in Subject(subject, across, $"subjects[{index++}]")) yield return error;
        }
    }

    public static IEnumerable<FieldError> BindingUpdate(JsonObject binding, JsonObject old)
    {
        if (binding["roleRef"].Same(old["roleRef"])) yield break;
        var shown = new JsonObject
        {
            ["APIGroup"] = binding.Text("roleRef", "apiGroup"),
            ["Kind"] = binding.Text("roleRef", "kind"),
            ["Name"] = binding.Text("roleRef", "name"),
        };
        yield return FieldError.Invalid("roleRef", shown, "cannot change roleRef");
    }

    private static IEnumerable<FieldError> Rule(JsonObject rule, bool namespaced, string path)
    {
        if (!rule.Texts("verbs").Any()) yield return FieldError.Required(path + ".verbs", "verbs must contain at least one value");
        var (groups, resources, names) = (rule.Texts("apiGroups").Any(), rule.Texts("resources").Any(), rule.Texts("resourceNames").Any());
        if (rule.Texts("nonResourceURLs").Any())
        {
            var shown = rule["nonResourceURLs"]!;
            if (namespaced) yield return FieldError.Invalid(path + ".nonResourceURLs", shown, "namespaced rules cannot apply to non-resource URLs");
            if (groups || resources || names) yield return FieldError.Invalid(path + ".nonResourceURLs", shown, "rules cannot apply to both regular resources and non-resource URLs");
            yield break;
        }

        if (!rule.Texts("verbs").Any()) yield break;
        if (!groups) yield return FieldError.Required(path + ".apiGroups", "resource rules must supply at least one api group");
        if (!resources) yield return FieldError.Required(path + ".resources", "resource rules must supply at least one resource");
    }

    private static IEnumerable<FieldError> Subject(JsonObject subject, bool across, string path)
    {
        var (kind, name, group) = (subject.Text("kind") ?? "", subject.Text("name") ?? "", subject.Text("apiGroup") ?? "");
        if (name.Length == 0) yield return FieldError.Required(path + ".name");
        switch (kind)
        {
            case "ServiceAccount":
                foreach (var fault in name.Length == 0 ? [] : Names.SubdomainFaults(name)) yield return FieldError.Invalid(path + ".name", name, fault);
                if (group.Length > 0) yield return FieldError.NotSupported(path + ".apiGroup", group, [""]);
                if (across && string.IsNullOrEmpty(subject.Text("namespace"))) yield return FieldError.Required(path + ".namespace");
                break;
            case "User" or "Group":
                if (group != Group) yield return FieldError.NotSupported(path + ".apiGroup", group, [Group]);
                break;
            default:
                yield return FieldError.NotSupported(path + ".kind", kind, ["ServiceAccount", "User", "Group"]);
                break;
        }
    }
}
