using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Registry;

/// <summary>A new Job tells its pods apart by its own identity.</summary>
internal static class JobBehaviour
{
    private const string Uid = "batch.kubernetes.io/controller-uid";

    public static void Prepare(JsonObject job, DateTimeOffset now)
    {
        var spec = job.Ensure("spec");
        if (spec.Flag("manualSelector") == true) return;
        var (uid, name) = (job.Text("metadata", "uid")!, job.Text("metadata", "name")!);
        var labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        foreach (var key in (string[])["controller-uid", Uid]) labels[key] = uid;
        foreach (var key in (string[])["job-name", "batch.kubernetes.io/job-name"]) labels[key] = name;
        spec.Ensure("selector").Ensure("matchLabels")[Uid] = uid;
    }

    /// <summary>A Job without labels is shown with its pods'.</summary>
    public static void ShowLabels(JsonObject job)
    {
        if (job.Obj("metadata", "labels") is null or { Count: 0 } && job.Obj("spec", "template", "metadata", "labels") is { Count: > 0 } labels)
            job.Ensure("metadata")["labels"] = labels.DeepClone();
    }
}
