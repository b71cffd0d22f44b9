using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What events must be like, in each of their two APIs.</summary>
internal static class EventRules
{
    public static IEnumerable<FieldError> Core(JsonObject e) => Namespace(e, "involvedObject");

    public static IEnumerable<FieldError> Regarding(JsonObject e)
    {
        foreach (var error in Namespace(e, "involvedObject", "regarding")) yield return error;
        if (Times.Parse(e.Text("eventTime")) is null) yield return FieldError.Required("eventTime");
        var controller = e.Text("reportingController") ?? "";
        if (controller.Length == 0) yield return FieldError.Required("reportingController");
        foreach (var fault in Names.QualifiedFaults(controller)) yield return FieldError.Invalid("reportingController", controller, fault);
        foreach (var (field, most) in ((string, int)[])[("reportingInstance", 128), ("action", 128), ("reason", 128)])
        {
            var text = e.Text(field) ?? "";
            if (text.Length == 0) yield return FieldError.Required(field);
            if (text.Length > most) yield return FieldError.Invalid(field, "", $"can have at most {most} characters");
        }

        if ((e.Text("note") ?? "").Length > 1024) yield return FieldError.Invalid("message", "", "can have at most 1024 characters");
        if (e.Text("type") is var type and not ("Normal" or "Warning")) yield return FieldError.Invalid("type", "", $"has invalid value: {type}");
    }

    private static IEnumerable<FieldError> Namespace(JsonObject e, string shown, string? field = null)
    {
        var (own, target) = (e.Text("metadata", "namespace") ?? "", e.Text(field ?? shown, "namespace") ?? "");
        var matches = target.Length == 0 ? own is "default" or "kube-system" : own == target;
        if (!matches) yield return FieldError.Invalid(shown + ".namespace", target, "does not match event.namespace");
    }
}
