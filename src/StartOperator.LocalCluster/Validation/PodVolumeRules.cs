using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Volumes of a pod.</summary>
internal static class PodVolumeRules
{
    /// <summary>The order in which sources are looked at: later ones are the surplus when there are several.</summary>
    private static readonly string[] Sources = ["emptyDir", "hostPath", "secret", "persistentVolumeClaim", "configMap", "downwardAPI", "projected", "ephemeral", "image"];

    public static IEnumerable<FieldError> Faults(JsonObject spec, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.Objects("volumes"))
        {
            var at = $"{path}.volumes[{index++}]";
            var name = volume.Text("name") ?? "";
            if (name.Length == 0) yield return FieldError.Required(at + ".name");
            else
            {
                foreach (var fault in Names.LabelFaults(name)) yield return FieldError.Invalid(at + ".name", name, fault);
                if (!names.Add(name)) yield return FieldError.Duplicate(at + ".name", name);
            }

            var count = 0;
            foreach (var source in Sources.Where(source => volume[source] is not null))
            {
                if (count++ > 0) yield return FieldError.Forbidden($"{at}.{source}", "may not specify more than 1 volume type");
                else
                {
                    foreach (var error in Source(source, volume.Obj(source) ?? [], $"{at}.{source}")) yield return error;
                }
            }
        }
    }

    /// <summary>Faults of a path that must stay inside its volume.</summary>
    public static IEnumerable<FieldError> LocalPath(string text, string path)
    {
        if (text.StartsWith('/')) yield return FieldError.Invalid(path, text, "must be a relative path");
        if (text.Split('/').Contains("..")) yield return FieldError.Invalid(path, text, "must not contain '..'");
    }

    private static IEnumerable<FieldError> Source(string kind, JsonObject source, string path)
    {
        switch (kind)
        {
            case "secret":
                if (string.IsNullOrEmpty(source.Text("secretName"))) yield return FieldError.Required(path + ".secretName");
                foreach (var error in Items(source, path)) yield return error;
                break;
            case "configMap":
                if (string.IsNullOrEmpty(source.Text("name"))) yield return FieldError.Required(path + ".name");
                foreach (var error in Items(source, path)) yield return error;
                break;
            case "persistentVolumeClaim":
                if (string.IsNullOrEmpty(source.Text("claimName"))) yield return FieldError.Required(path + ".claimName");
                break;
            case "hostPath":
                if (string.IsNullOrEmpty(source.Text("path"))) yield return FieldError.Required(path + ".path");
                else if (source.Text("path")!.Split('/').Contains("..")) yield return FieldError.Invalid(path + ".path", source["path"], "must not contain '..'");
                break;
            case "emptyDir":
                if (Amounts.IsNegative(source["sizeLimit"]))
                    yield return FieldError.Forbidden(path + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
                break;
            case "projected":
                var index = 0;
                foreach (var projection in source.Objects("sources"))
                {
                    var at = $"{path}.sources[{index++}]";
                    foreach (var inner in (string[])["secret", "configMap"])
                    {
                        if (projection.Obj(inner) is not { } data) continue;
                        if (string.IsNullOrEmpty(data.Text("name"))) yield return FieldError.Required($"{at}.{inner}.name");
                        foreach (var error in Items(data, $"{at}.{inner}")) yield return error;
                    }

                    if (projection.Obj("serviceAccountToken") is { } token && string.IsNullOrEmpty(token.Text("path")))
                        yield return FieldError.Required(at + ".path");
                }

                break;
        }

        if (source.Whole("defaultMode") is { } mode and (< 0 or > 511))
            yield return FieldError.Invalid(path + ".defaultMode", mode, "must be a number between 0 and 0777 (octal), both inclusive");
    }

    private static IEnumerable<FieldError> Items(JsonObject source, string path)
    {
        var index = 0;
        foreach (var item in source.Objects("items"))
        {
            var at = $"{path}.items[{index++}]";
            if (string.IsNullOrEmpty(item.Text("key"))) yield return FieldError.Required(at + ".key");
            var target = item.Text("path") ?? "";
            if (target.Length == 0) yield return FieldError.Required(at + ".path");
            foreach (var error in LocalPath(target, at + ".path")) yield return error;
            if (item.Whole("mode") is { } mode and (< 0 or > 511))
                yield return FieldError.Invalid(at + ".mode", mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }
}
