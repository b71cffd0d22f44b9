using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What the type of a Secret demands of its data.</summary>
internal static class SecretTypes
{
    private const string Account = "kubernetes.io/service-account.name";

    public static IEnumerable<FieldError> Faults(JsonObject secret) => secret.Text("type") switch
    {
        "kubernetes.io/service-account-token" when string.IsNullOrEmpty(secret.Text("metadata", "annotations", Account)) =>
            [FieldError.Required($"metadata.annotations[{Account}]")],
        "kubernetes.io/dockercfg" => Json(secret, ".dockercfg"),
        "kubernetes.io/dockerconfigjson" => Json(secret, ".dockerconfigjson"),
        "kubernetes.io/basic-auth" when secret.At("data", "username") is null && secret.At("data", "password") is null => Missing(secret, "username", "password"),
        "kubernetes.io/ssh-auth" when string.IsNullOrEmpty(secret.Text("data", "ssh-privatekey")) => [FieldError.Required("data[ssh-privatekey]")],
        "kubernetes.io/tls" => Missing(secret, "tls.crt", "tls.key"),
        _ => [],
    };

    private static IEnumerable<FieldError> Missing(JsonObject secret, params IEnumerable<string> keys) =>
        keys.Where(key => secret.At("data", key) is null).Select(key => FieldError.Required($"data[{key}]"));

    private static IEnumerable<FieldError> Json(JsonObject secret, string key)
    {
        if (secret.Text("data", key) is not { } encoded) return [FieldError.Required($"data[{key}]")];
        try
        {
            var value = JsonText.Parse(Convert.FromBase64String(encoded));
            return value is JsonObject or null ? [] : [Redacted(key, $"json: cannot unmarshal {Http.GoText.Kind(value)} into Go value of type map[string]interface {{}}")];
        }
        catch (JsonException fault)
        {
            return [Redacted(key, fault.Message)];
        }
    }

    private static FieldError Redacted(string key, string why) => FieldError.Invalid($"data[{key}]", "<secret contents redacted>", why);
}
