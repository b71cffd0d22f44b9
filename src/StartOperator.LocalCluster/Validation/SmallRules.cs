using System.Text;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>The rules of small kinds.</summary>
internal static class SmallRules
{
    private const string Immutable = "field is immutable when `immutable` is set";
    private const int MostData = 1024 * 1024;

    public static IEnumerable<FieldError> ConfigMap(JsonObject map)
    {
        var total = 0L;
        foreach (var field in (string[])["data", "binaryData"])
        {
            foreach (var (key, value) in map.Obj(field) ?? [])
            {
                foreach (var fault in DataKeys.Faults(key)) yield return FieldError.Invalid($"{field}[{key}]", key, fault);
                if (field == "data" && map.Obj("binaryData")?.ContainsKey(key) == true)
                    yield return FieldError.Invalid($"data[{key}]", key, $"duplicate of key present in binaryData");
                var text = value.Text() ?? "";
                total += field == "data" ? Encoding.UTF8.GetByteCount(text) : text.TrimEnd('=').Length * 3 / 4;
            }
        }

        if (total > MostData) yield return FieldError.TooLong("[]", MostData);
    }

    public static IEnumerable<FieldError> ConfigMapUpdate(JsonObject map, JsonObject old) => Frozen(map, old, "data", "binaryData");

    public static IEnumerable<FieldError> Secret(JsonObject secret)
    {
        var total = 0L;
        foreach (var (key, value) in secret.Obj("data") ?? [])
        {
            foreach (var fault in DataKeys.Faults(key)) yield return FieldError.Invalid($"data[{key}]", key, fault);
            total += (value.Text() ?? "").TrimEnd('=').Length * 3 / 4;
        }

        if (total > MostData) yield return FieldError.TooLong("data", MostData);
        foreach (var error in SecretTypes.Faults(secret)) yield return error;
    }

    public static IEnumerable<FieldError> SecretUpdate(JsonObject secret, JsonObject old)
    {
        if (secret.Text("type") != old.Text("type")) yield return FieldError.Invalid("type", secret["type"], "field is immutable");
        foreach (var error in Frozen(secret, old, "data")) yield return error;
    }

    public static IEnumerable<FieldError> ControllerRevision(JsonObject revision)
    {
        if (revision.Whole("revision") is { } number and < 0) yield return FieldError.Invalid("revision", number, "must be greater than or equal to 0");
        if (revision["data"] is null) yield return FieldError.Required("data", "data is mandatory");
        else if (revision["data"] is not JsonObject) yield return FieldError.Required("data", "data must be a valid JSON object");
    }

    public static IEnumerable<FieldError> ControllerRevisionUpdate(JsonObject revision, JsonObject old)
    {
        if (!revision["data"].Same(old["data"])) yield return FieldError.Invalid("data", revision["data"], "field is immutable");
    }

    private static IEnumerable<FieldError> Frozen(JsonObject obj, JsonObject old, params string[] fields)
    {
        if (old.Flag("immutable") != true) yield break;
        if (obj.Flag("immutable") != true) yield return FieldError.Forbidden("immutable", Immutable);
        foreach (var field in fields)
        {
            if (!obj[field].Same(old[field])) yield return FieldError.Forbidden(field, Immutable);
        }
    }
}
