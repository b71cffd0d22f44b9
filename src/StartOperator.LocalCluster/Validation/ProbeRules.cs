using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Probes and lifecycle handlers.</summary>
internal static class ProbeRules
{
    private const string NotNegative = "must be greater than or equal to 0";

    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

    public static IEnumerable<FieldError> Probe(JsonObject container, string name, string path)
    {
        if (container.Obj(name) is not { } probe) yield break;
        var at = $"{path}.{name}";
        foreach (var error in Handler(probe, at)) yield return error;
        foreach (var field in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
        {
            if (probe.Whole(field) is < 0 and var value) yield return FieldError.Invalid($"{at}.{field}", value, NotNegative);
        }

        if (name != "readinessProbe" && probe.Whole("successThreshold") is { } threshold and not 1)
            yield return FieldError.Invalid(at + ".successThreshold", threshold, "must be 1");
        if (probe.Whole("terminationGracePeriodSeconds") is <= 0 and var grace)
            yield return FieldError.Invalid(at + ".terminationGracePeriodSeconds", grace, "must be greater than 0");
    }

    public static IEnumerable<FieldError> Lifecycle(JsonObject container, string path)
    {
        foreach (var name in (string[])["postStart", "preStop"])
        {
            if (container.Obj("lifecycle", name) is not { } handler) continue;
            foreach (var error in Handler(handler, $"{path}.lifecycle.{name}")) yield return error;
        }
    }

    private static IEnumerable<FieldError> Handler(JsonObject handler, string path)
    {
        var count = 0;
        foreach (var kind in Handlers)
        {
            if (handler.Obj(kind) is not { } action) continue;
            if (count++ > 0)
            {
                yield return FieldError.Forbidden($"{path}.{kind}", "may not specify more than 1 handler type");
                continue;
            }

            foreach (var error in Action(kind, action, $"{path}.{kind}")) yield return error;
        }

        if (count == 0) yield return FieldError.Required(path, "must specify a handler type");
    }

    private static IEnumerable<FieldError> Action(string kind, JsonObject action, string path)
    {
        switch (kind)
        {
            case "exec":
                if (action.Arr("command") is null or { Count: 0 }) yield return FieldError.Required(path + ".command");
                break;
            case "httpGet" or "tcpSocket":
                if (kind == "httpGet" && string.IsNullOrEmpty(action.Text("path"))) yield return FieldError.Required(path + ".path");
                foreach (var error in PortNames.TargetFaults(action["port"], path + ".port")) yield return error;
                if (kind == "httpGet" && action.Text("scheme") is var scheme and not ("HTTP" or "HTTPS"))
                    yield return FieldError.NotSupported(path + ".scheme", scheme, ["HTTP", "HTTPS"]);
                break;
            case "grpc":
                if (action.Whole("port") is null or < 1 or > 65535) yield return FieldError.Invalid(path + ".port", action.Whole("port") ?? 0, PortNames.RangeFault);
                break;
            case "sleep":
                if (action.Whole("seconds") is < 0 and var seconds)
                    yield return FieldError.Invalid(path, seconds, "must be non-negative and less than terminationGracePeriodSeconds");
                break;
        }
    }
}
