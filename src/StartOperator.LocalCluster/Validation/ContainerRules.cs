using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Containers of a pod.</summary>
internal static class ContainerRules
{
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] MessagePolicies = ["File", "FallbackToLogsOnError"];

    public static IEnumerable<FieldError> All(JsonObject spec, IReadOnlySet<string> volumes, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var containers = spec.Objects("containers").ToList();
        if (containers.Count == 0) yield return FieldError.Required(path + ".containers");
        for (var i = 0; i < containers.Count; i++)
        {
            foreach (var error in One(containers[i], names, volumes, $"{path}.containers[{i}]", false)) yield return error;
        }

        var init = spec.Objects("initContainers").ToList();
        for (var i = 0; i < init.Count; i++)
        {
            foreach (var error in One(init[i], names, volumes, $"{path}.initContainers[{i}]", true)) yield return error;
        }
    }

    private static IEnumerable<FieldError> One(JsonObject container, HashSet<string> names, IReadOnlySet<string> volumes, string path, bool init)
    {
        var name = container.Text("name") ?? "";
        if (name.Length == 0) yield return FieldError.Required(path + ".name");
        else
        {
            foreach (var fault in Names.LabelFaults(name)) yield return FieldError.Invalid(path + ".name", name, fault);
            if (!names.Add(name)) yield return FieldError.Duplicate(path + ".name", name);
        }

        var image = container.Text("image") ?? "";
        if (image.Length == 0) yield return FieldError.Required(path + ".image");
        else if (image.Trim() != image) yield return FieldError.Invalid(path + ".image", image, "must not have leading or trailing whitespace");
        if (container.Text("terminationMessagePolicy") is { } message && !MessagePolicies.Contains(message))
            yield return FieldError.NotSupported(path + ".terminationMessagePolicy", message, MessagePolicies);
        if (container.Text("imagePullPolicy") is { } pull && !PullPolicies.Contains(pull))
            yield return FieldError.NotSupported(path + ".imagePullPolicy", pull, PullPolicies);
        var rest = Ports(container, path)
            .Concat(EnvironmentRules.Faults(container, path))
            .Concat(Mounts(container, volumes, path))
            .Concat(Probes(container, path, init))
            .Concat(Amounts.Container(container, path))
            .Concat(Security(container.Obj("securityContext"), path + ".securityContext"));
        foreach (var error in rest) yield return error;
    }

    private static IEnumerable<FieldError> Probes(JsonObject container, string path, bool init)
    {
        var sidecar = container.Text("restartPolicy") == "Always";
        if (init && container.Text("restartPolicy") is { Length: > 0 } policy && !sidecar)
            yield return FieldError.NotSupported(path + ".restartPolicy", policy, ["Always"]);
        if (init && !sidecar)
        {
            foreach (var field in (string[])["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
            {
                if (container[field] is not null) yield return FieldError.Forbidden($"{path}.{field}", "may not be set for init containers without restartPolicy=Always");
            }

            yield break;
        }

        foreach (var error in ProbeRules.Lifecycle(container, path)) yield return error;
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            foreach (var error in ProbeRules.Probe(container, probe, path)) yield return error;
        }
    }

    private static IEnumerable<FieldError> Ports(JsonObject container, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in container.Objects("ports"))
        {
            var at = $"{path}.ports[{index++}]";
            if (port.Text("name") is { Length: > 0 } name)
            {
                var faults = PortNames.Faults(name).Select(fault => fault.Replace("15 bytes", "15 characters", StringComparison.Ordinal)).ToList();
                foreach (var fault in faults) yield return FieldError.Invalid(at + ".name", name, fault);
                if (faults.Count == 0 && !names.Add(name)) yield return FieldError.Duplicate(at + ".name", name);
            }

            var number = port.Whole("containerPort") ?? 0;
            if (number == 0) yield return FieldError.Required(at + ".containerPort");
            else if (number is < 1 or > 65535) yield return FieldError.Invalid(at + ".containerPort", number, PortNames.RangeFault);
            if (port.Whole("hostPort") is { } host and not 0 and (< 1 or > 65535)) yield return FieldError.Invalid(at + ".hostPort", host, PortNames.RangeFault);
            if (port.Text("protocol") is var protocol and not ("SCTP" or "TCP" or "UDP"))
                yield return FieldError.NotSupported(at + ".protocol", protocol, ["SCTP", "TCP", "UDP"]);
        }
    }

    private static IEnumerable<FieldError> Mounts(JsonObject container, IReadOnlySet<string> volumes, string path)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var mount in container.Objects("volumeMounts"))
        {
            var at = $"{path}.volumeMounts[{index++}]";
            var name = mount.Text("name") ?? "";
            if (name.Length == 0) yield return FieldError.Required(at + ".name");
            else if (!volumes.Contains(name)) yield return FieldError.NotFound(at + ".name", name);
            var place = mount.Text("mountPath") ?? "";
            if (place.Length == 0) yield return FieldError.Required(at + ".mountPath");
            else if (!places.Add(place)) yield return FieldError.Invalid(at + ".mountPath", place, "must be unique");
            foreach (var field in (string[])["subPath", "subPathExpr"])
            {
                if (mount.Text(field) is not { Length: > 0 } sub) continue;
                foreach (var error in PodVolumeRules.LocalPath(sub, $"{path}.volumeMounts.{field}")) yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> Security(JsonObject? context, string path)
    {
        foreach (var error in Ids(context, path)) yield return error;
        if (context.Flag("allowPrivilegeEscalation") != false) yield break;
        if (context.Flag("privileged") == true)
            yield return FieldError.InvalidUnshown(path, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        if (context.Texts("capabilities", "add").Any(capability => capability is "CAP_SYS_ADMIN" or "SYS_ADMIN"))
            yield return FieldError.InvalidUnshown(path, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
    }

    /// <summary>User and group ids of a security context.</summary>
    public static IEnumerable<FieldError> Ids(JsonObject? context, string path)
    {
        foreach (var field in (string[])["runAsUser", "runAsGroup", "fsGroup"])
        {
            if (context.Whole(field) is { } id and (< 0 or > int.MaxValue))
                yield return FieldError.Invalid($"{path}.{field}", id, "must be between 0 and 2147483647, inclusive");
        }

        if (context.Obj("seccompProfile") is { } profile && profile.Text("type") is var type and not ("Localhost" or "RuntimeDefault" or "Unconfined"))
            yield return FieldError.NotSupported(path + ".seccompProfile.type", type ?? "", ["Localhost", "RuntimeDefault", "Unconfined"]);
    }
}
