using System.Text.Json.Nodes;
using StartOperator.LocalCluster.CustomResources;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>What a CustomResourceDefinition may say.</summary>
internal static class DefinitionRules
{
    private const string Approval = "api-approved.kubernetes.io";
    private const string Proposal = "see https://github.com/kubernetes/enhancements/pull/1111";

    public static IEnumerable<FieldError> Create(JsonObject definition) => [.. OfName(definition), .. Everything(definition), .. OfApproval(definition)];

    /// <summary>What an update may change: neither what objects are stored by, nor, once it is served, their kind and scope.</summary>
    public static IEnumerable<FieldError> Update(JsonObject definition, JsonObject live)
    {
        var faults = Everything(definition).ToList();
        if (definition.Text("metadata", "annotations", Approval) != live.Text("metadata", "annotations", Approval)) faults.AddRange(OfApproval(definition));
        var (spec, before) = (definition["spec"], live["spec"]);
        if (Conditions.IsTrue(live, "Established"))
        {
            Unchanged("scope", spec.Text("scope"), before.Text("scope"));
            Unchanged("names.kind", spec.Text("names", "kind"), before.Text("names", "kind"));
        }

        Unchanged("group", spec.Text("group"), before.Text("group"));
        Unchanged("names.plural", spec.Text("names", "plural"), before.Text("names", "plural"));
        return faults;

        void Unchanged(string field, string? value, string? old)
        {
            if (value != old) faults.Add(FieldError.Invalid($"spec.{field}", value ?? "", "field is immutable"));
        }
    }

    /// <summary>What the status may say.</summary>
    public static IEnumerable<FieldError> Status(JsonObject definition) => DefinitionNames.Faults(definition["status"]?["acceptedNames"], "status.acceptedNames");

    private static IEnumerable<FieldError> OfName(JsonObject definition)
    {
        var required = $"{definition.Text("spec", "names", "plural")}.{definition.Text("spec", "group")}";
        if (definition.Text("metadata", "name") is { Length: > 0 } name && name != required)
            yield return FieldError.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
    }

    private static IEnumerable<FieldError> Everything(JsonObject definition)
    {
        var spec = definition.Obj("spec") ?? [];
        return
        [
            .. OfGroup(spec.Text("group") ?? ""),
            .. OfScope(spec.Text("scope") ?? ""),
            .. DefinitionVersions.Faults(spec, definition),
            .. DefinitionNames.Required(spec["names"]),
            .. DefinitionNames.Faults(spec["names"], "spec.names"),
            .. DefinitionColumns.Faults(spec),
            .. ConversionRules.Faults(spec["conversion"]),
            .. DefinitionSchemas.Of(spec).SelectMany(schema => SchemaFaults.Of(schema)),
            .. SelectableFieldRules.Faults(spec),
            .. spec.Flag("preserveUnknownFields") == true ? PreservesUnknown() : [],
        ];
    }

    private static IEnumerable<FieldError> OfGroup(string group)
    {
        if (group.Length == 0) return [FieldError.Required("spec.group")];
        if (Names.SubdomainFaults(group).ToList() is { Count: > 0 } faults) return [FieldError.Invalid("spec.group", group, string.Join(",", faults))];
        return group.Contains('.', StringComparison.Ordinal) ? [] : [FieldError.Invalid("spec.group", group, "should be a domain with at least one dot")];
    }

    private static IEnumerable<FieldError> OfScope(string scope) => scope switch
    {
        "Cluster" or "Namespaced" => [],
        "" => [FieldError.Required("spec.scope")],
        _ => [FieldError.NotSupported("spec.scope", scope, ["Cluster", "Namespaced"])],
    };

    private static IEnumerable<FieldError> PreservesUnknown() =>
    [
        FieldError.Invalid(
            "spec.preserveUnknownFields", true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"),
    ];

    /// <summary>The community's own groups are only for who says that they may.</summary>
    private static IEnumerable<FieldError> OfApproval(JsonObject definition)
    {
        const string field = $"metadata.annotations[{Approval}]";
        var group = "." + definition.Text("spec", "group");
        if (!group.EndsWith(".k8s.io", StringComparison.Ordinal) && !group.EndsWith(".kubernetes.io", StringComparison.Ordinal)) return [];
        var given = definition.Text("metadata", "annotations", Approval) ?? "";
        if (given.Length == 0) return [FieldError.Required(field, $"protected groups must have approval annotation \"{Approval}\", {Proposal}")];
        if (given.StartsWith("unapproved", StringComparison.Ordinal)) return [];
        return Uri.TryCreate(given, UriKind.Absolute, out var url) && url.Host.Length > 0
            ? []
            : [FieldError.Invalid(field, given, $"protected groups must have approval annotation \"{Approval}\" with either a URL or a reason starting with \"unapproved\", {Proposal}")];
    }
}
