using System.Net;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What a Pod, or the pod template of a workload, must be like.</summary>
internal static class PodRules
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

    public static IEnumerable<FieldError> Validate(JsonObject pod) => Spec(pod.Obj("spec") ?? [], "spec");

    public static IEnumerable<FieldError> Spec(JsonObject spec, string path)
    {
        var volumes = spec.Objects("volumes").Select(volume => volume.Text("name") ?? "").ToHashSet(StringComparer.Ordinal);
        return PodVolumeRules.Faults(spec, path)
            .Concat(ContainerRules.All(spec, volumes, path))
            .Concat(Simple(spec, path))
            .Concat(MetadataRules.Labels(spec.Obj("nodeSelector"), path + ".nodeSelector"))
            .Concat(ContainerRules.Ids(spec.Obj("securityContext"), path + ".securityContext"))
            .Concat(SchedulingRules.Faults(spec, path))
            .Concat(Addresses(spec, path));
    }

    private static IEnumerable<FieldError> Simple(JsonObject spec, string path)
    {
        if (spec.Text("restartPolicy") is { } restart && !RestartPolicies.Contains(restart))
            yield return FieldError.NotSupported(path + ".restartPolicy", restart, RestartPolicies);
        if (spec.Text("dnsPolicy") is { } dns && !DnsPolicies.Contains(dns)) yield return FieldError.NotSupported(path + ".dnsPolicy", dns, DnsPolicies);
        if (spec.Whole("activeDeadlineSeconds") is { } deadline and (< 1 or > int.MaxValue))
            yield return FieldError.Invalid(path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
        foreach (var field in (string[])["hostname", "subdomain"])
        {
            if (spec.Text(field) is not { Length: > 0 } label) continue;
            foreach (var fault in Names.LabelFaults(label)) yield return FieldError.Invalid($"{path}.{field}", label, fault);
        }

        foreach (var field in (string[])["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"])
        {
            if (spec.Text(field) is not { Length: > 0 } name) continue;
            foreach (var fault in Names.SubdomainFaults(name)) yield return FieldError.Invalid($"{path}.{field}", name, fault);
        }

        if (spec.Flag("hostNetwork") != true) yield break;
        foreach (var (port, at) in Indexed(spec, path).Where(item => item.Port.Whole("hostPort") is { } host && host != item.Port.Whole("containerPort")))
            yield return FieldError.Invalid(at + ".hostPort", port["hostPort"], "must match `containerPort` when `hostNetwork` is true");
    }

    private static IEnumerable<(JsonObject Port, string Path)> Indexed(JsonObject spec, string path) => spec.Objects("containers")
        .SelectMany((container, i) => container.Objects("ports").Select((port, j) => (port, $"{path}.containers[{i}].ports[{j}]")));

    private static IEnumerable<FieldError> Addresses(JsonObject spec, string path)
    {
        const string Fault = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        var index = 0;
        foreach (var alias in spec.Objects("hostAliases"))
        {
            var at = $"{path}.hostAliases[{index++}].ip";
            if (!IPAddress.TryParse(alias.Text("ip"), out _)) yield return FieldError.Invalid(at, alias.Text("ip") ?? "", Fault);
        }

        index = 0;
        foreach (var server in spec.Texts("dnsConfig", "nameservers"))
        {
            var at = $"{path}.dnsConfig.nameservers[{index++}]";
            if (!IPAddress.TryParse(server, out _)) yield return FieldError.Invalid(at, server, Fault);
        }

        if (spec.Text("dnsPolicy") == "None" && spec.Arr("dnsConfig", "nameservers") is null or { Count: 0 } && spec.Text("dnsPolicy") == "None")
        {
            if (spec.Obj("dnsConfig") is null) yield return FieldError.Required(path + ".dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None");
            else yield return FieldError.Required(path + ".dnsConfig.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }
    }
}
