using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Defaulting;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What PersistentVolumes do beyond being stored.</summary>
internal static class VolumeBehaviour
{
    public const string Protection = "kubernetes.io/pv-protection";

    public static Behaviour Rules { get; } = new()
    {
        HasStatus = true,
        ReturnsDeleted = true,
        Default = StorageDefaults.Volume,
        Admit = Admit,
        PrepareCreate = (volume, now) => volume["status"] = new JsonObject { ["phase"] = "Pending", ["lastPhaseTransitionTime"] = Times.Text(now) },
        Validate = StorageRules.Volume,
        ValidateUpdate = StorageRules.VolumeUpdate,
    };

    private static void Admit(Admission admission)
    {
        if (admission.Creating) Finalizers.Add(admission.Object, Protection);
        else if (admission.Subresource == "status" && admission.Object.Text("status", "phase") != admission.Old.Text("status", "phase"))
            admission.Object.Ensure("status")["lastPhaseTransitionTime"] = Times.Text(admission.Clock.GetUtcNow());
    }
}
