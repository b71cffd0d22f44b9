using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>How a definition says that its versions are turned into each other.</summary>
internal static class ConversionRules
{
    private const string Path = "spec.conversion";

    public static IEnumerable<FieldError> Faults(JsonNode? conversion) => (conversion.Text("strategy") ?? "") switch
    {
        "None" => OfNone(conversion),
        "Webhook" => OfWebhook(conversion),
        "" => [FieldError.Required($"{Path}.strategy")],
        var other => [FieldError.NotSupported($"{Path}.strategy", other, ["None", "Webhook"]), .. OfNone(conversion)],
    };

    private static IEnumerable<FieldError> OfNone(JsonNode? conversion)
    {
        if (conversion.Obj("webhook", "clientConfig") is not null)
            yield return FieldError.Forbidden($"{Path}.webhookClientConfig", "should not be set when strategy is not set to Webhook");
        if (conversion.Arr("webhook", "conversionReviewVersions") is { Count: > 0 })
            yield return FieldError.Forbidden($"{Path}.conversionReviewVersions", "should not be set when strategy is not set to Webhook");
    }

    private static IEnumerable<FieldError> OfWebhook(JsonNode? conversion)
    {
        var client = conversion.Obj("webhook", "clientConfig");
        if (client is null) yield return FieldError.Required($"{Path}.webhookClientConfig", "required when strategy is set to Webhook");
        else if (client["url"] is null == client["service"] is null)
            yield return FieldError.Required($"{Path}.webhookClientConfig", "exactly one of url or service is required");
        var versions = conversion.Texts("webhook", "conversionReviewVersions").ToList();
        if (versions.Count == 0) yield return FieldError.Required($"{Path}.conversionReviewVersions");
        else if (!versions.Exists(version => version is "v1" or "v1beta1"))
            yield return FieldError.Invalid($"{Path}.conversionReviewVersions", conversion.Arr("webhook", "conversionReviewVersions"), "must include at least one of v1, v1beta1");
    }
}
