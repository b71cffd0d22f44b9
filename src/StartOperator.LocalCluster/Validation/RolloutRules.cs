using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>How many pods workloads have, and how they replace them.</summary>
internal static partial class RolloutRules
{
    private static readonly string[] Counts =
    [
        "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds", "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
        "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes",
    ];

    public static IEnumerable<FieldError> Faults(string kind, JsonObject spec) =>
    [
        .. Counts.Where(field => spec.Whole(field) is < 0).Select(field => Negative($"spec.{field}", spec[field])),
        .. kind switch
        {
            "Deployment" => [.. OfDeadline(spec), .. OfDeployment(spec["strategy"])],
            "StatefulSet" => OfStatefulSet(spec),
            "Job" => OfJob(spec),
            _ => [],
        },
    ];

    private static FieldError Negative(string path, JsonNode? value) => FieldError.Invalid(path, value, "must be greater than or equal to 0");

    private static IEnumerable<FieldError> OfDeadline(JsonObject spec)
    {
        if (spec.Whole("progressDeadlineSeconds") is { } deadline && deadline <= (spec.Whole("minReadySeconds") ?? 0))
            yield return FieldError.Invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }

    private static IEnumerable<FieldError> OfDeployment(JsonNode? strategy)
    {
        const string path = "spec.strategy.rollingUpdate";
        switch (strategy.Text("type"))
        {
            case "Recreate":
                if (strategy.Obj("rollingUpdate") is not null) yield return FieldError.Forbidden(path, "may not be specified when strategy `type` is 'Recreate'");
                yield break;
            case "RollingUpdate": break;
            default:
                yield return FieldError.NotSupported("spec.strategy", strategy, ["Recreate", "RollingUpdate"]);
                yield break;
        }

        var (unavailable, surge) = (strategy.At("rollingUpdate", "maxUnavailable"), strategy.At("rollingUpdate", "maxSurge"));
        foreach (var fault in OfAmount(unavailable, $"{path}.maxUnavailable").Concat(OfAmount(surge, $"{path}.maxSurge"))) yield return fault;
        if (Amount(unavailable) == 0 && Amount(surge) == 0) yield return FieldError.Invalid($"{path}.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0");
        if (unavailable.IsText() && Amount(unavailable) > 100) yield return FieldError.Invalid($"{path}.maxUnavailable", unavailable, "must not be greater than 100%");
    }

    private static IEnumerable<FieldError> OfAmount(JsonNode? value, string path)
    {
        if (value.Text() is { } text && !Percent.IsMatch(text))
            yield return FieldError.Invalid(path, value, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
        else if (value.Whole() is < 0) yield return Negative(path, value);
    }

    private static long Amount(JsonNode? value) => value.Text() is { } text ? long.TryParse(text.TrimEnd('%'), out var percent) ? percent : 0 : value.Whole() ?? 0;

    private static IEnumerable<FieldError> OfStatefulSet(JsonObject spec)
    {
        if (spec.Text("podManagementPolicy") is { } policy and not ("OrderedReady" or "Parallel"))
            yield return FieldError.Invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'");
        var strategy = spec["updateStrategy"];
        switch (strategy.Text("type"))
        {
            case "OnDelete":
                if (strategy.Obj("rollingUpdate") is not null)
                    yield return FieldError.InvalidUnshown("spec.updateStrategy.rollingUpdate", "only allowed for updateStrategy 'RollingUpdate'");
                break;
            case "RollingUpdate":
                if (strategy.Whole("rollingUpdate", "partition") is < 0 and var partition) yield return Negative("spec.updateStrategy.rollingUpdate.partition", partition);
                break;
            default: yield return FieldError.InvalidUnshown("spec.updateStrategy", "must be 'RollingUpdate' or 'OnDelete'"); break;
        }

        foreach (var field in (string[])["whenDeleted", "whenScaled"])
        {
            if (spec.Text("persistentVolumeClaimRetentionPolicy", field) is { } when and not ("Retain" or "Delete"))
                yield return FieldError.NotSupported($"spec.persistentVolumeClaimRetentionPolicy.{field}", when, ["Delete", "Retain"]);
        }

        if (spec.Whole("ordinals", "start") is < 0 and var start) yield return Negative("spec.ordinals.start", start);
        if (spec.Text("serviceName") is not { Length: > 0 } service) yield break;
        foreach (var fault in Names.LabelFaults(service)) yield return FieldError.Invalid("spec.serviceName", service, fault);
    }

    private static IEnumerable<FieldError> OfJob(JsonObject spec)
    {
        var mode = spec.Text("completionMode");
        if (mode is not ("NonIndexed" or "Indexed")) yield return FieldError.NotSupported("spec.completionMode", mode, ["Indexed", "NonIndexed"]);
        if (spec["maxFailedIndexes"] is not null && spec["backoffLimitPerIndex"] is null)
            yield return FieldError.Required("spec.backoffLimitPerIndex", "when maxFailedIndexes is specified");
        if (mode == "Indexed" && spec["completions"] is null) yield return FieldError.Required("spec.completions", "when completion mode is Indexed");
        if (mode != "NonIndexed") yield break;
        foreach (var field in (string[])["backoffLimitPerIndex", "maxFailedIndexes"])
        {
            if (spec[field] is { } value) yield return FieldError.Invalid($"spec.{field}", value, "requires indexed completion mode");
        }
    }

    [GeneratedRegex(@"\A[0-9]+%\z")]
    private static partial Regex Percent { get; }
}
