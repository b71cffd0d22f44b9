using System.Text;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>The rules every object's metadata obeys.</summary>
internal static class MetadataRules
{
    private const long AnnotationLimit = 256 * 1024;

    /// <summary>Faults in a new object's metadata.</summary>
    public static IEnumerable<FieldError> Create(JsonObject obj, bool namespaced, NameRule names)
    {
        var meta = obj.Obj("metadata") ?? [];
        if (meta.Text("generateName") is { Length: > 0 } prefix)
        {
            foreach (var fault in names.Faults(prefix, true)) yield return FieldError.Invalid("metadata.generateName", prefix, fault);
        }

        var name = meta.Text("name") ?? "";
        if (name.Length == 0) yield return FieldError.Required("metadata.name", "name or generateName is required");
        else
        {
            foreach (var fault in names.Faults(name, false)) yield return FieldError.Invalid("metadata.name", name, fault);
        }

        var ns = meta.Text("namespace") ?? "";
        if (namespaced && ns.Length == 0) yield return FieldError.Required("metadata.namespace");
        else if (namespaced)
        {
            foreach (var fault in Names.LabelFaults(ns)) yield return FieldError.Invalid("metadata.namespace", ns, fault);
        }
        else if (ns.Length > 0) yield return FieldError.Forbidden("metadata.namespace", "not allowed on this type");

        foreach (var error in Common(meta)) yield return error;
        foreach (var error in Finalizers(meta)) yield return error;
    }

    /// <summary>Faults in what an update does to metadata.</summary>
    public static IEnumerable<FieldError> Update(JsonObject obj, JsonObject old)
    {
        var (meta, oldMeta) = (obj.Obj("metadata") ?? [], old.Obj("metadata") ?? []);
        if (oldMeta["deletionTimestamp"] is not null)
        {
            var added = meta.Texts("finalizers").Except(oldMeta.Texts("finalizers")).Order(StringComparer.Ordinal).ToList();
            if (added.Count > 0)
            {
                var shown = string.Join(", ", added.Select(FieldError.Quoted));
                yield return FieldError.Forbidden(
                    "metadata.finalizers",
                    $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{shown}}}");
            }
        }

        foreach (var field in (string[])["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            if (!meta[field].Same(oldMeta[field])) yield return FieldError.Invalid("metadata." + field, meta[field], "field is immutable");
        }

        foreach (var error in Common(meta)) yield return error;
    }

    public static IEnumerable<FieldError> Labels(JsonObject? labels, string path)
    {
        foreach (var (key, value) in labels ?? [])
        {
            foreach (var fault in Names.QualifiedFaults(key)) yield return FieldError.Invalid(path, key, fault);
            foreach (var fault in Names.LabelValueFaults(value.Text() ?? "")) yield return FieldError.Invalid(path, value, fault);
        }
    }

    public static IEnumerable<FieldError> LabelSelector(JsonObject? selector, string path)
    {
        foreach (var error in Labels(selector.Obj("matchLabels"), path + ".matchLabels")) yield return error;
        var index = 0;
        foreach (var requirement in selector.Objects("matchExpressions"))
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
                case "In" or "NotIn" or "Exists" or "DoesNotExist":
                    break;
                case var other:
                    yield return FieldError.Invalid(at + ".operator", other ?? "", "not a valid selector operator");
                    break;
            }

            var key = requirement.Text("key") ?? "";
            foreach (var fault in Names.QualifiedFaults(key)) yield return FieldError.Invalid(at + ".key", key, fault);
        }
    }

    private static IEnumerable<FieldError> Common(JsonObject meta) =>
        Labels(meta.Obj("labels"), "metadata.labels")
            .Concat(Annotations(meta.Obj("annotations"), "metadata.annotations"))
            .Concat(Owners(meta))
            .Concat(ManagedFields(meta));

    public static IEnumerable<FieldError> Annotations(JsonObject? annotations, string path)
    {
        long size = 0;
        foreach (var (key, value) in annotations ?? [])
        {
            foreach (var fault in Names.QualifiedFaults(key.ToLowerInvariant())) yield return FieldError.Invalid(path, key, fault);
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.Text() ?? "");
        }

        if (size > AnnotationLimit) yield return FieldError.TooLong(path, AnnotationLimit);
    }

    private static IEnumerable<FieldError> Finalizers(JsonObject meta)
    {
        foreach (var finalizer in meta.Texts("finalizers"))
        {
            foreach (var fault in Names.QualifiedFaults(finalizer)) yield return FieldError.Invalid("metadata.finalizers", finalizer, fault);
        }

        var all = meta.Texts("finalizers").ToList();
        if (all.Contains("orphan") && all.Contains("foregroundDeletion"))
        {
            yield return FieldError.Invalid(
                "metadata.finalizers", meta["finalizers"], "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    private static IEnumerable<FieldError> Owners(JsonObject meta)
    {
        var controller = "";
        const string path = "metadata.ownerReferences";
        foreach (var owner in meta.Objects("ownerReferences"))
        {
            var version = owner.Text("apiVersion") ?? "";
            if (version.Split('/')[^1].Length == 0) yield return FieldError.Invalid(path + ".apiVersion", version, "version must not be empty");
            foreach (var field in (string[])["kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.Text(field))) yield return FieldError.Invalid($"{path}.{field}", "", "must not be empty");
            }

            if (owner.Text("apiVersion") == "v1" && owner.Text("kind") == "Event")
                yield return FieldError.Invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner");
            if (owner.Flag("controller") != true) continue;
            var current = $"{owner.Text("kind")}/{owner.Text("name")}";
            if (controller.Length == 0) controller = current;
            else
            {
                yield return FieldError.Invalid(
                    "metadata.ownerReferences",
                    meta["ownerReferences"],
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {current}");
            }
        }
    }

    private static IEnumerable<FieldError> ManagedFields(JsonObject meta)
    {
        var index = 0;
        foreach (var entry in meta.Objects("managedFields"))
        {
            var path = $"metadata.managedFields[{index++}]";
            var operation = entry.Text("operation") ?? "";
            if (operation.Length == 0) yield return FieldError.Required(path + ".operation", "must not be empty");
            else if (operation is not ("Apply" or "Update"))
                yield return FieldError.NotSupported(path + ".operation", operation, ["Apply", "Update"]);
            if (entry.Text("fieldsType") is { Length: > 0 } type && type != "FieldsV1")
                yield return FieldError.Invalid(path + ".fieldsType", type, "must be `FieldsV1`");
        }
    }
}
