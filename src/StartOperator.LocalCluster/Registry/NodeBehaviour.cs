using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Defaulting;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What Nodes do beyond being stored: a new one counts as not ready until its controllers say otherwise.</summary>
internal static class NodeBehaviour
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    public static Behaviour Rules { get; } = new()
    {
        HasStatus = true,
        StatusOnCreate = true,
        Default = ClusterDefaults.Node,
        Validate = NodeRules.Validate,
        ValidateUpdate = NodeRules.ValidateUpdate,
        Admit = admission =>
        {
            if (!admission.Creating) return;
            var spec = admission.Object.Ensure("spec");
            if (spec["taints"] is not JsonArray taints) spec["taints"] = taints = [];
            if (!taints.OfType<JsonObject>().Any(taint => taint.Text("key") == NotReady && taint.Text("effect") == "NoSchedule"))
                taints.Add(new JsonObject { ["key"] = NotReady, ["effect"] = "NoSchedule" });
        },
    };
}
