using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Defaulting;

/// <summary>The defaults of the remaining kinds.</summary>
internal static class ClusterDefaults
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public static void Namespace(JsonObject ns)
    {
        if (ns.Text("metadata", "name") is { Length: > 0 } name) ns.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = name;
        ns.Ensure("status").DefaultText("phase", "Active");
    }

    public static void Node(JsonObject node)
    {
        var status = node.Ensure("status");
        var spec = node.Ensure("spec");
        if (spec.Text("podCIDR") is { Length: > 0 } network && spec.Texts("podCIDRs").FirstOrDefault() != network) spec["podCIDRs"] = new JsonArray(network);
        if (status["allocatable"] is null && status["capacity"] is { } capacity) status["allocatable"] = capacity.DeepClone();
    }

    public static void Secret(JsonObject secret) => secret.DefaultText("type", "Opaque");

    public static void PriorityClass(JsonObject priority) => priority.Default("preemptionPolicy", "PreemptLowerPriority");

    public static void Binding(JsonObject binding)
    {
        if (binding.Obj("roleRef") is { } role) role.DefaultText("apiGroup", RbacGroup);
        foreach (var subject in binding.Objects("subjects"))
        {
            if (subject.Text("kind") is "User" or "Group") subject.DefaultText("apiGroup", RbacGroup);
        }
    }

    public static void Webhooks(JsonObject configuration)
    {
        foreach (var webhook in configuration.Objects("webhooks"))
        {
            webhook.Default("failurePolicy", "Fail");
            webhook.Default("matchPolicy", "Equivalent");
            webhook.Default("namespaceSelector", new JsonObject());
            webhook.Default("objectSelector", new JsonObject());
            webhook.Default("timeoutSeconds", 10);
            if (configuration.Text("kind") == "MutatingWebhookConfiguration") webhook.Default("reinvocationPolicy", "Never");
            webhook.Obj("clientConfig", "service")?.Default("port", 443);
            foreach (var rule in webhook.Objects("rules")) rule.Default("scope", "*");
        }
    }
}
