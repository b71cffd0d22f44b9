using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Quantities;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Warnings about pods, and templates of pods, that are valid but hardly meant.</summary>
internal static class PodAdvice
{
    private static readonly Dictionary<string, string> OldLabels = new(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        ["beta.kubernetes.io/os"] = "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        ["failure-domain.beta.kubernetes.io/region"] = "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        ["failure-domain.beta.kubernetes.io/zone"] = "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        ["beta.kubernetes.io/instance-type"] = "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        ["node-role.kubernetes.io/master"] = "use \"node-role.kubernetes.io/control-plane\" instead",
    };

    /// <summary>Warnings about a new pod.</summary>
    public static IEnumerable<string> OfPod(JsonObject pod, JsonObject? live) => live is null ? Of(pod, "") : [];

    /// <summary>Warnings about a workload's template, when it is new or its spec changed.</summary>
    public static IEnumerable<string> OfWorkload(JsonObject workload, JsonObject? live) =>
        live.Whole("metadata", "generation") != workload.Whole("metadata", "generation") && workload.Obj("spec", "template") is { } template ? Of(template, "spec.template.") : [];

    private static IEnumerable<string> Of(JsonObject pod, string prefix)
    {
        var spec = pod.Obj("spec") ?? [];
        var path = prefix + "spec";
        return
        [
            .. (spec.Obj("nodeSelector") ?? []).Where(label => OldLabels.ContainsKey(label.Key)).Select(label => $"{path}.nodeSelector[{label.Key}]: {OldLabels[label.Key]}"),
            .. Unselective(spec.Objects("topologySpreadConstraints"), $"{path}.topologySpreadConstraints", ""),
            .. Repeated(spec.Objects("hostAliases"), $"{path}.hostAliases", "ip"),
            .. Repeated(spec.Objects("imagePullSecrets"), $"{path}.imagePullSecrets", "name"),
            .. spec.Objects("imagePullSecrets").Index().Where(secret => string.IsNullOrEmpty(secret.Item.Text("name")))
                .Select(secret => $"{path}.imagePullSecrets[{secret.Index}].name: invalid empty name \"\""),
            .. Containers(spec, path).SelectMany(container => OfContainer(container.Container, container.Path)),
            .. PortAdvice.Of(Containers(spec, path)),
            .. spec.Whole("terminationGracePeriodSeconds") < 0 ? [$"{path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"] : Array.Empty<string>(),
            .. Affinities(spec, $"{path}.affinity"),
        ];
    }

    private static List<(JsonObject Container, string Path)> Containers(JsonObject spec, string path) =>
    [
        .. ((string[])["initContainers", "containers", "ephemeralContainers"]).SelectMany(
            field => spec.Objects(field).Index().Select(container => (container.Item, $"{path}.{field}[{container.Index}]"))),
    ];

    private static IEnumerable<string> OfContainer(JsonObject container, string path)
    {
        foreach (var (kind, resource) in ((string, string)[])[("limits", "memory"), ("requests", "memory"), ("limits", "ephemeral-storage"), ("requests", "ephemeral-storage")])
        {
            if (container.Text("resources", kind, resource) is { } text && Quantity.TryParse(text, out var amount) && !amount.IsWhole)
                yield return $"{path}.resources.{kind}[{resource}]: fractional byte value \"{text}\" is invalid, must be an integer";
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, variable) in container.Objects("env").Index())
        {
            var name = variable.Text("name") ?? "";
            if (names.Add(name)) continue;
            var (value, earlier) = (variable.Text("value") ?? "", $"$({name})");
            if (variable["valueFrom"] is not null || value == earlier || !value.Contains(earlier, StringComparison.Ordinal))
                yield return $"{path}.env[{i}]: hides previous definition of \"{name}\", which may be dropped when using apply";
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<JsonObject> items, string path, string field)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, item) in items.Index())
        {
            var value = item.Text(field) ?? "";
            if (!seen.Add(value)) yield return $"{path}[{i}].{field}: duplicate {field} \"{value}\"";
        }
    }

    private static IEnumerable<string> Affinities(JsonObject spec, string path)
    {
        const string required = "requiredDuringSchedulingIgnoredDuringExecution";
        const string preferred = "preferredDuringSchedulingIgnoredDuringExecution";
        foreach (var kind in (string[])["podAffinity", "podAntiAffinity"])
        {
            foreach (var advice in Unselective(spec.Objects("affinity", kind, required), $"{path}.{kind}.{required}", "")) yield return advice;
            var terms = spec.Objects("affinity", kind, preferred).Select(term => term.Obj("podAffinityTerm") ?? []);
            foreach (var advice in Unselective(terms, $"{path}.{kind}.{preferred}", ".podAffinityTerm")) yield return advice;
        }
    }

    private static IEnumerable<string> Unselective(IEnumerable<JsonObject> terms, string path, string below) => terms.Index()
        .Where(term => term.Item["labelSelector"] is null)
        .Select(term => $"{path}[{term.Index}]{below}.labelSelector: a null labelSelector results in matching no pod");
}
