using System.Text;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Defaulting;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What Secrets do beyond being stored: plain text given as stringData becomes data.</summary>
internal static class SecretBehaviour
{
    public static Behaviour Rules { get; } = new() { Default = Default, Validate = SmallRules.Secret, ValidateUpdate = SmallRules.SecretUpdate };

    private static void Default(JsonObject secret)
    {
        ClusterDefaults.Secret(secret);
        if (secret["stringData"] is JsonObject plain)
        {
            var data = secret.Ensure("data");
            foreach (var (key, value) in plain) data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text() ?? ""));
        }

        secret.Remove("stringData");
    }
}
