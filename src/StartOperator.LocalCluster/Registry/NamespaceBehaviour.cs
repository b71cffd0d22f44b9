using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Defaulting;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What Namespaces do beyond being stored: they stay, terminating, until their contents are gone.</summary>
internal static class NamespaceBehaviour
{
    public static Behaviour Rules { get; } = new()
    {
        HasStatus = true,
        ReturnsDeleted = true,
        Names = NameRule.Label,
        Default = ClusterDefaults.Namespace,
        PrepareCreate = (ns, _) =>
        {
            ns["status"] = new JsonObject { ["phase"] = "Active" };
            ns.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = ns.Text("metadata", "name");
            var spec = ns.Ensure("spec");
            if (!spec.Texts("finalizers").Contains("kubernetes"))
            {
                if (spec["finalizers"] is not JsonArray finalizers) spec["finalizers"] = finalizers = [];
                finalizers.Add("kubernetes");
            }
        },
        PrepareUpdate = (ns, old) =>
        {
            if (old.At("spec", "finalizers") is { } finalizers) ns.Ensure("spec")["finalizers"] = finalizers.DeepClone();
        },
        OnDeletionStart = (ns, _) => ns.Ensure("status")["phase"] = "Terminating",
        HeldBack = ns => ns.Arr("spec", "finalizers") is { Count: > 0 },
    };
}
