using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Defaulting;

/// <summary>The defaults of storage kinds.</summary>
internal static class StorageDefaults
{
    public static void Claim(JsonObject claim)
    {
        claim.Ensure("spec").Default("volumeMode", "Filesystem");
        claim.Ensure("status").DefaultText("phase", "Pending");
    }

    public static void Volume(JsonObject volume)
    {
        volume.Ensure("status").DefaultText("phase", "Pending");
        var spec = volume.Ensure("spec");
        spec.DefaultText("persistentVolumeReclaimPolicy", "Retain");
        spec.Default("volumeMode", "Filesystem");
        spec.Obj("hostPath")?.Default("type", "");
    }

    public static void Class(JsonObject storageClass)
    {
        storageClass.Default("reclaimPolicy", "Delete");
        storageClass.Default("volumeBindingMode", "Immediate");
    }

    /// <summary>The two spellings of a claim's source say the same. What the older one can't say is dropped.</summary>
    public static void CopyDataSource(JsonObject spec)
    {
        var known = spec.Text("dataSource", "kind") switch
        {
            "PersistentVolumeClaim" => string.IsNullOrEmpty(spec.Text("dataSource", "apiGroup")),
            "VolumeSnapshot" => spec.Text("dataSource", "apiGroup") == "snapshot.storage.k8s.io",
            _ => false,
        };
        if (spec["dataSourceRef"] is null && !known) spec.Remove("dataSource");
        if (spec["dataSource"] is { } source && spec["dataSourceRef"] is null) spec["dataSourceRef"] = source.DeepClone();
        else if (spec["dataSourceRef"] is JsonObject reference && spec["dataSource"] is null && string.IsNullOrEmpty(reference.Text("namespace")))
            spec["dataSource"] = reference.DeepClone();
    }
}
