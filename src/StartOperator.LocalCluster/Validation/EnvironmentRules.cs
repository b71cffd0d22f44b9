using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Environment variables of a container.</summary>
internal static class EnvironmentRules
{
    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

    private static readonly HashSet<string> PodFields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs",
        "status.podIP", "status.podIPs",
    ];

    public static IEnumerable<FieldError> Faults(JsonObject container, string path)
    {
        var index = 0;
        foreach (var variable in container.Objects("env"))
        {
            var at = $"{path}.env[{index++}]";
            var name = variable.Text("name") ?? "";
            if (name.Length == 0) yield return FieldError.Required(at + ".name");
            else if (name.Any(c => c is < ' ' or > '~' or '='))
                yield return FieldError.Invalid(at + ".name", name, "a valid environment variable name must consist only of printable ASCII characters other than '='");
            if (variable.Obj("valueFrom") is not { } source) continue;
            foreach (var error in Source(variable, source, at + ".valueFrom")) yield return error;
        }

        index = 0;
        foreach (var from in container.Objects("envFrom"))
        {
            var at = $"{path}.envFrom[{index++}]";
            var kinds = ((string[])["configMapRef", "secretRef"]).Where(kind => from[kind] is not null).ToList();
            if (kinds.Count != 1)
            {
                yield return FieldError.Invalid(at, "", kinds.Count == 0 ? "must specify one of: `configMapRef` or `secretRef`" : "may not have more than one field specified at a time");
                continue;
            }

            foreach (var error in ReferenceName(from.Obj(kinds[0])!, $"{at}.{kinds[0]}")) yield return error;
        }
    }

    private static IEnumerable<FieldError> Source(JsonObject variable, JsonObject source, string path)
    {
        var kinds = Sources.Where(kind => source[kind] is not null).ToList();
        if (kinds.Count == 0)
            yield return FieldError.Invalid(path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        foreach (var kind in kinds)
        {
            foreach (var error in Reference(kind, source.Obj(kind) ?? [], $"{path}.{kind}")) yield return error;
        }

        if (!string.IsNullOrEmpty(variable.Text("value")) && kinds.Count > 0) yield return FieldError.Invalid(path, "", "may not be specified when `value` is not empty");
        else if (kinds.Count > 1) yield return FieldError.Invalid(path, "", "may not have more than one field specified at a time");
    }

    private static IEnumerable<FieldError> Reference(string kind, JsonObject reference, string path)
    {
        switch (kind)
        {
            case "fieldRef":
                var field = reference.Text("fieldPath") ?? "";
                if (field.Length == 0) yield return FieldError.Required(path + ".fieldPath");
                else if (!PodFields.Contains(field) && !IsMapField(field))
                    yield return FieldError.Invalid(path + ".fieldPath", field, $"error converting fieldPath: field label not supported: {field}");
                break;
            case "resourceFieldRef":
                if (string.IsNullOrEmpty(reference.Text("resource"))) yield return FieldError.Required(path + ".resource");
                break;
            case "configMapKeyRef" or "secretKeyRef":
                foreach (var error in ReferenceName(reference, path)) yield return error;
                var key = reference.Text("key") ?? "";
                if (key.Length == 0) yield return FieldError.Required(path + ".key");
                else
                {
                    foreach (var fault in DataKeys.Faults(key)) yield return FieldError.Invalid(path + ".key", key, fault);
                }

                break;
        }
    }

    private static bool IsMapField(string field) =>
        (field.StartsWith("metadata.labels['", StringComparison.Ordinal) || field.StartsWith("metadata.annotations['", StringComparison.Ordinal)) &&
        field.EndsWith("']", StringComparison.Ordinal);

    private static IEnumerable<FieldError> ReferenceName(JsonObject reference, string path)
    {
        var name = reference.Text("name") ?? "";
        foreach (var fault in Names.SubdomainFaults(name)) yield return FieldError.Invalid(path + ".name", name, fault);
    }
}
