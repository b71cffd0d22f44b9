using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Quantities;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Claims, volumes and storage classes.</summary>
internal static class StorageRules
{
    private const string Immutable = "field is immutable";

    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    private static readonly string[] Modes = ["Block", "Filesystem"];

    private static readonly string[] VolumeSources =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "cephfs", "fc", "flexVolume", "azureFile", "vsphereVolume",
        "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi", "cinder", "iscsi", "flocker",
    ];

    public static IEnumerable<FieldError> Claim(JsonObject claim)
    {
        var spec = claim.Obj("spec") ?? [];
        if (spec.Arr("accessModes") is null or { Count: 0 }) yield return FieldError.Required("spec.accessModes", "at least 1 access mode is required");
        foreach (var error in MetadataRules.LabelSelector(spec.Obj("selector"), "spec.selector")) yield return error;
        foreach (var error in AccessModeFaults(spec)) yield return error;
        if (spec.At("resources", "requests", "storage") is not { } storage) yield return FieldError.Required("spec.resources[storage]");
        else if (!Quantity.TryParse(storage.Text() ?? "", out var amount) || amount.Sign <= 0)
            yield return FieldError.Invalid("spec.resources[storage]", storage, "must be greater than zero");
        if (spec.Text("storageClassName") is { Length: > 0 } name)
        {
            foreach (var fault in Names.SubdomainFaults(name)) yield return FieldError.Invalid("spec.storageClassName", name, fault);
        }

        if (spec.Text("volumeMode") is { } mode && !Modes.Contains(mode)) yield return FieldError.NotSupported("spec.volumeMode", mode, Modes);
    }

    public static IEnumerable<FieldError> ClaimUpdate(JsonObject claim, JsonObject old)
    {
        var (spec, before) = (claim.Obj("spec") ?? [], old.Obj("spec") ?? []);
        var munged = spec.Copy();
        if (string.IsNullOrEmpty(before.Text("volumeName"))) munged.Put("volumeName", before["volumeName"]);
        if (before["storageClassName"] is null && old.At("metadata", "annotations", "volume.beta.kubernetes.io/storage-class") is null && string.IsNullOrEmpty(before.Text("volumeName")))
            munged.Put("storageClassName", before["storageClassName"]);
        var bound = old.Text("status", "phase") == "Bound";
        if (bound)
        {
            munged.Put("volumeAttributesClassName", before["volumeAttributesClassName"]);
            if (munged.Obj("resources", "requests") is { } requests && before.At("resources", "requests", "storage") is { } oldAmount) requests.Put("storage", oldAmount);
        }

        if (!munged.Same(before))
        {
            yield return FieldError.Forbidden(
                "spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
            yield break;
        }

        if (Amount(spec) is { } now && Amount(before) is { } was && now < was && !(Amount(old.Obj("status"), "capacity") is { } capacity && now > capacity))
            yield return FieldError.Forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
    }

    public static IEnumerable<FieldError> Volume(JsonObject volume)
    {
        var spec = volume.Obj("spec") ?? [];
        if (spec.Arr("accessModes") is null or { Count: 0 }) yield return FieldError.Required("spec.accessModes");
        foreach (var error in AccessModeFaults(spec)) yield return error;
        if (spec.Obj("capacity") is null or { Count: 0 }) yield return FieldError.Required("spec.capacity");
        if (spec.At("capacity", "storage") is not { } storage) yield return FieldError.NotSupported("spec.capacity", spec["capacity"]?.DeepClone(), ["storage"]);
        else if (!Quantity.TryParse(storage.Text() ?? "", out var amount) || amount.Sign <= 0)
            yield return FieldError.Invalid("spec.capacity[storage]", storage, "must be greater than zero");
        var policy = spec.Text("persistentVolumeReclaimPolicy");
        if (policy is { Length: > 0 } and not ("Delete" or "Recycle" or "Retain"))
            yield return FieldError.NotSupported("spec.persistentVolumeReclaimPolicy", policy, ["Delete", "Recycle", "Retain"]);
        var sources = VolumeSources.Where(source => spec[source] is not null).ToList();
        if (sources.Count == 0) yield return FieldError.Required("spec", "must specify a volume type");
        foreach (var surplus in sources.Skip(1)) yield return FieldError.Forbidden("spec." + surplus, "may not specify more than 1 volume type");
        if (spec.Obj("hostPath") is { } host && string.IsNullOrEmpty(host.Text("path"))) yield return FieldError.Required("spec.hostPath.path");
        if (sources is ["local"] && spec.Obj("nodeAffinity") is null)
            yield return FieldError.Required("spec.nodeAffinity", "Local volume requires node affinity");
        if (spec.Obj("nodeAffinity", "required") is { } affinity)
        {
            foreach (var error in SchedulingRules.NodeSelector(affinity, "spec.nodeAffinity.required")) yield return error;
        }

        if (spec.Text("volumeMode") is { } mode && !Modes.Contains(mode)) yield return FieldError.NotSupported("spec.volumeMode", mode, Modes);
    }

    public static IEnumerable<FieldError> VolumeUpdate(JsonObject volume, JsonObject old)
    {
        foreach (var source in VolumeSources)
        {
            if (volume.At("spec", source).Same(old.At("spec", source))) continue;
            yield return FieldError.Forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
            break;
        }

        if (volume.Text("spec", "volumeMode") != old.Text("spec", "volumeMode"))
            yield return FieldError.Invalid("volumeMode", volume.At("spec", "volumeMode"), Immutable);
        if (old.At("spec", "nodeAffinity") is { } affinity && !affinity.Same(volume.At("spec", "nodeAffinity")))
            yield return FieldError.Invalid("nodeAffinity", volume.At("spec", "nodeAffinity"), Immutable);
    }

    public static IEnumerable<FieldError> Class(JsonObject storageClass)
    {
        if (string.IsNullOrEmpty(storageClass.Text("provisioner"))) yield return FieldError.Required("provisioner");
        if (storageClass.Text("reclaimPolicy") is { } policy and not ("Delete" or "Retain"))
            yield return FieldError.NotSupported("reclaimPolicy", policy, ["Delete", "Retain"]);
        if (storageClass.Text("volumeBindingMode") is { } mode and not ("Immediate" or "WaitForFirstConsumer"))
            yield return FieldError.NotSupported("volumeBindingMode", mode, ["Immediate", "WaitForFirstConsumer"]);
    }

    public static IEnumerable<FieldError> ClassUpdate(JsonObject storageClass, JsonObject old)
    {
        if (!storageClass["parameters"].Same(old["parameters"])) yield return FieldError.Invalid("parameters", storageClass["parameters"], Immutable);
        if (storageClass.Text("provisioner") != old.Text("provisioner")) yield return FieldError.Invalid("provisioner", storageClass["provisioner"], Immutable);
        if (storageClass.Text("reclaimPolicy") != old.Text("reclaimPolicy")) yield return FieldError.Invalid("reclaimPolicy", storageClass["reclaimPolicy"], Immutable);
        if (storageClass.Text("volumeBindingMode") != old.Text("volumeBindingMode"))
            yield return FieldError.Invalid("volumeBindingMode", storageClass["volumeBindingMode"], Immutable);
    }

    private static Quantity? Amount(JsonObject? obj, string? field = null)
    {
        var text = field is null ? obj.Text("resources", "requests", "storage") : obj.Text(field, "storage");
        return Quantity.TryParse(text ?? "", out var amount) ? amount : null;
    }

    private static IEnumerable<FieldError> AccessModeFaults(JsonObject spec)
    {
        foreach (var mode in spec.Texts("accessModes").Where(mode => !AccessModes.Contains(mode)))
            yield return FieldError.NotSupported("spec.accessModes", mode, AccessModes);
        if (spec.Texts("accessModes").Contains("ReadWriteOncePod") && spec.Texts("accessModes").Count() > 1)
            yield return FieldError.Forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes");
    }
}
