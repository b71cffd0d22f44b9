using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Defaulting;

/// <summary>The defaults of workload kinds.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject deployment)
    {
        var spec = deployment.Ensure("spec");
        PodDefaults.Template(spec.Ensure("template"));
        spec.Default("replicas", 1);
        var strategy = spec.Ensure("strategy");
        strategy.DefaultText("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling.Default("maxUnavailable", "25%");
            rolling.Default("maxSurge", "25%");
        }

        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
    }

    public static void StatefulSet(JsonObject set)
    {
        var spec = set.Ensure("spec");
        PodDefaults.Template(spec.Ensure("template"));
        spec.DefaultText("podManagementPolicy", "OrderedReady");
        var strategy = spec.Ensure("updateStrategy");
        if (string.IsNullOrEmpty(strategy.Text("type")))
        {
            strategy["type"] = "RollingUpdate";
            strategy.Ensure("rollingUpdate");
        }

        if (strategy.Text("type") == "RollingUpdate") strategy.Obj("rollingUpdate")?.Default("partition", 0);

        var retention = spec.Ensure("persistentVolumeClaimRetentionPolicy");
        retention.DefaultText("whenDeleted", "Retain");
        retention.DefaultText("whenScaled", "Retain");
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        foreach (var claim in spec.Objects("volumeClaimTemplates"))
        {
            claim["apiVersion"] = "v1";
            claim["kind"] = "PersistentVolumeClaim";
            StorageDefaults.Claim(claim);
        }
    }

    public static void ReplicaSet(JsonObject set)
    {
        var spec = set.Ensure("spec");
        PodDefaults.Template(spec.Ensure("template"));
        spec.Default("replicas", 1);
    }

    public static void Job(JsonObject job)
    {
        var spec = job.Ensure("spec");
        PodDefaults.Template(spec.Ensure("template"));
        if (spec["completions"] is null && spec["parallelism"] is null) spec["completions"] = 1;
        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", spec["backoffLimitPerIndex"] is null ? 6 : int.MaxValue);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        spec.Default("podReplacementPolicy", spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed");
        spec.Default("manualSelector", false);
        if (spec.Obj("template", "metadata", "labels") is { Count: > 0 } labels && job.Obj("metadata", "labels") is null or { Count: 0 })
            job.Ensure("metadata")["labels"] = labels.DeepClone();
    }
}
