using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Defaulting;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What PersistentVolumeClaims do beyond being stored: they get the default class and a finalizer that protects them while in use.</summary>
internal static class ClaimBehaviour
{
    public const string Protection = "kubernetes.io/pvc-protection";

    public static Behaviour Rules { get; } = new()
    {
        HasStatus = true,
        ReturnsDeleted = true,
        Default = StorageDefaults.Claim,
        Admit = Admit,
        PrepareCreate = (claim, _) =>
        {
            claim["status"] = new JsonObject { ["phase"] = "Pending" };
            StorageDefaults.CopyDataSource(claim.Ensure("spec"));
        },
        Validate = StorageRules.Claim,
        ValidateUpdate = StorageRules.ClaimUpdate,
    };

    private static void Admit(Admission admission)
    {
        if (admission.Subresource.Length > 0) return;
        if (!admission.Creating)
        {
            CheckResize(admission);
            return;
        }

        Finalizers.Add(admission.Object, Protection);
        var spec = admission.Object.Ensure("spec");
        if (spec["storageClassName"] is not null || admission.Object.At("metadata", "annotations", "volume.beta.kubernetes.io/storage-class") is not null) return;
        var chosen = admission.List("storage.k8s.io", "storageclasses").Select(c => c.Json)
            .Where(c => c.Text("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true")
            .OrderByDescending(c => c.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .ThenBy(c => c.Text("metadata", "name"), StringComparer.Ordinal).FirstOrDefault();
        if (chosen is not null) spec["storageClassName"] = chosen.Text("metadata", "name");
    }

    /// <summary>A bound claim grows only when its class allows it.</summary>
    private static void CheckResize(Admission admission)
    {
        var (now, before) = (Size(admission.Object), Size(admission.Old!));
        if (now is not { } wanted || before is not { } was || wanted <= was) return;
        var name = admission.Old.Text("spec", "storageClassName") ?? "";
        var allowed = name.Length > 0 && admission.Find("storage.k8s.io", "storageclasses", "", name)?.Json.Flag("allowVolumeExpansion") == true;
        if (admission.Old.Text("status", "phase") != "Bound" || allowed) return;
        throw Http.StatusException.Forbidden(
            new Storage.Collection("", "persistentvolumeclaims"),
            admission.Object.Text("metadata", "name") ?? "",
            "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }

    private static Quantities.Quantity? Size(JsonObject claim) =>
        Quantities.Quantity.TryParse(claim.Text("spec", "resources", "requests", "storage") ?? "", out var amount) ? amount : null;
}
