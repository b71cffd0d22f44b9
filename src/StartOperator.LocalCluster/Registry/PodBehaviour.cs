using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Defaulting;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What Pods do beyond being stored.</summary>
internal static class PodBehaviour
{
    public static Behaviour Rules { get; } = new()
    {
        HasStatus = true,
        Generation = true,
        ReturnsDeleted = true,
        Default = PodDefaults.Pod,
        Admit = PodAdmission.Admit,
        PrepareCreate = PrepareCreate,
        PrepareStatus = PrepareStatus,
        Validate = PodRules.Validate,
        ValidateUpdate = PodUpdateRules.Validate,
        ValidateStatus = PodUpdateRules.ValidateStatus,
        GracePeriod = GracePeriod,
        Warn = PodAdvice.OfPod,
    };

    private static void PrepareCreate(JsonObject pod, DateTimeOffset now)
    {
        var status = new JsonObject { ["phase"] = "Pending" };
        if (pod.Arr("spec", "schedulingGates") is { Count: > 0 })
        {
            status["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["lastProbeTime"] = null,
                ["lastTransitionTime"] = Times.Text(now),
                ["reason"] = "SchedulingGated",
                ["message"] = "Scheduling is blocked due to non-empty scheduling gates",
            });
        }

        if (pod.Whole("spec", "terminationGracePeriodSeconds") is < 0) pod.Ensure("spec")["terminationGracePeriodSeconds"] = 1;
        status["qosClass"] = QualityOfService.Of(pod);
        pod["status"] = status;
    }

    private static void PrepareStatus(JsonObject pod, JsonObject live)
    {
        pod.Put("spec", live["spec"]);
        var meta = pod.Ensure("metadata");
        meta.Put("ownerReferences", live.At("metadata", "ownerReferences"));
        meta.Remove("deletionTimestamp");
        var status = pod.Ensure("status");
        if (string.IsNullOrEmpty(status.Text("qosClass"))) status.Put("qosClass", live.At("status", "qosClass"));
    }

    private static long? GracePeriod(JsonObject pod, long? asked)
    {
        var seconds = asked ?? pod.Whole("spec", "terminationGracePeriodSeconds") ?? 0;
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")) || pod.Text("status", "phase") is "Succeeded" or "Failed") return 0;
        return seconds < 0 ? 1 : seconds;
    }
}
