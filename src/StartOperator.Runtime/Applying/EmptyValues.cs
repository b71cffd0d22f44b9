using System.Text.Json;

namespace StartOperator.Runtime.Applying;

/// <summary>
/// Which desired values the API server drops because they are empty, so that their absence is no difference. Custom resources are stored as they
/// are written. Kubernetes' own kinds lose what Go calls the zero value, unless the field tells zero from absent; where that depends on the field,
/// only fields are named here that operators write.
/// </summary>
internal static class EmptyValues
{
    // Maps with keys of the user's choice keep their empty strings.
    private static readonly HashSet<string> Maps =
        ["labels", "annotations", "data", "stringData", "matchLabels", "nodeSelector", "selector", "parameters", "volumeAttributes"];

    private static readonly HashSet<string> KeptStrings = ["storageClassName", "volumeAttributesClassName"];

    private static readonly HashSet<string> DroppedWhenFalse =
        ["hostNetwork", "hostPID", "hostIPC", "readOnly", "stdin", "stdinOnce", "tty", "publishNotReadyAddresses"];

    private static readonly HashSet<string> DroppedWhenZero =
        ["initialDelaySeconds", "minReadySeconds", "hostPort", "nodePort", "healthCheckNodePort"];

    /// <summary>Whether a value disappears.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="parent">The name of the field around it.</param>
    /// <param name="custom">Whether the object is a custom resource.</param>
    public static bool AreDropped(JsonElement value, string name, string parent, bool custom) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => !custom && value.EnumerateObject().All(p => AreDropped(p.Value, p.Name, name, custom)),
        JsonValueKind.Array => !custom && value.GetArrayLength() == 0,
        JsonValueKind.String => !custom && value.ValueEquals("") && !Maps.Contains(parent) && !KeptStrings.Contains(name),
        JsonValueKind.False => !custom && DroppedWhenFalse.Contains(name),
        JsonValueKind.Number => !custom && DroppedWhenZero.Contains(name) && value.GetDouble() == 0,
        _ => false,
    };
}
