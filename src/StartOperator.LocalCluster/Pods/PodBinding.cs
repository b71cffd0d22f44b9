using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Pods;

/// <summary>Binds a pod to a node, once: what a scheduler does.</summary>
internal sealed class PodBinding(ObjectStore store, TimeProvider clock)
{
    private static readonly Collection Pods = new("", "pods");
    private static readonly Collection Bindings = new("", "pods/binding");

    public void Bind(string ns, string name, JsonObject binding, bool dryRun)
    {
        if (binding.Text("metadata", "name") is { Length: > 0 } given && given != name)
            throw StatusException.BadRequest("name in URL does not match name in Binding object");
        var node = binding.Text("target", "name") ?? "";
        var kind = binding.Text("target", "kind") ?? "";
        if (kind is not ("" or "Node")) throw StatusException.Bare(500, FieldError.NotSupported("target.kind", kind, ["Node", "<empty>"]).ToString());
        if (node.Length == 0) throw StatusException.Bare(500, FieldError.Required("target.name").ToString());
        while (true)
        {
            var pod = store.Find(Pods, ns, name) ?? throw StatusException.NotFound(Pods, name);
            var bound = Bound(pod.Json, name, node, binding);
            if (dryRun || store.Replace(Pods, pod, bound) is not null) return;
        }
    }

    private JsonObject Bound(JsonObject pod, string name, string node, JsonObject binding)
    {
        if (pod.Text("metadata", "deletionTimestamp") is not null) throw Refused(name, $"pod {name} is being deleted, cannot be assigned to a host");
        if (pod.Text("spec", "nodeName") is { Length: > 0 } already) throw Refused(name, $"pod {name} is already assigned to node \"{already}\"");
        if (pod.Arr("spec", "schedulingGates") is { Count: > 0 }) throw Refused(name, $"pod {name} has non-empty .spec.schedulingGates");
        var bound = pod.Copy();
        bound.Ensure("spec")["nodeName"] = node;
        foreach (var field in (string[])["annotations", "labels"])
        {
            foreach (var (key, value) in binding.Obj("metadata", field) ?? []) bound.Ensure("metadata").Ensure(field)[key] = value?.DeepClone();
        }

        PodConditions.Set(bound, "PodScheduled", "True", "", "", clock.GetUtcNow());
        return bound;
    }

    private static StatusException Refused(string name, string why) => StatusException.Conflict(Bindings, name, why);
}

/// <summary>Writes conditions of pods.</summary>
internal static class PodConditions
{
    public static void Set(JsonObject pod, string type, string status, string reason, string message, DateTimeOffset now)
    {
        var of = pod.Ensure("status");
        if (of["conditions"] is not JsonArray conditions) of["conditions"] = conditions = [];
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(existing => existing.Text("type") == type);
        if (condition is null) conditions.Add(condition = new JsonObject { ["type"] = type, ["lastProbeTime"] = null });
        if (condition.Text("status") != status) condition["lastTransitionTime"] = Times.Text(now);
        condition["status"] = status;
        condition.Put("reason", reason.Length == 0 ? null : reason);
        condition.Put("message", message.Length == 0 ? null : message);
    }
}
