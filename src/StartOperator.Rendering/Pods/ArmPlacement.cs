using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Resources;

namespace StartOperator.Rendering.Pods;

/// <summary>Puts main on a node that can run its image: an ARM node, or one that says it emulates arm64; and near its data.</summary>
public static class ArmPlacement
{
    private const string Architecture = "kubernetes.io/arch";
    private const string Hostname = "kubernetes.io/hostname";

    /// <summary>The architectures of ARM nodes that can run the image; empty when it has none.</summary>
    public static IReadOnlyList<string> ArmArchitectures(ImageReference image) =>
    [
        .. image.Architectures.Contains(ImageArchitecture.Arm64) ? ["arm64"] : Array.Empty<string>(),
        .. image.Architectures.Contains(ImageArchitecture.Arm) ? ["arm"] : Array.Empty<string>(),
    ];

    /// <summary>The pod's affinity.</summary>
    public static V1Affinity Affinity(ServiceDefinition service, ImageReference image) => new()
    {
        NodeAffinity = new V1NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
            {
                // Terms are alternatives, so what the user asks for stands in each of them.
                NodeSelectorTerms = [.. ArmNodes(image).Select(arm => Term(arm, service))],
            },
        },
        PodAffinity = PodAffinity(service),
    };

    /// <summary>The pod's tolerations: of taints that keep other architectures' pods away, and the user's.</summary>
    public static IList<V1Toleration> Tolerations(ServiceDefinition service) =>
    [
        new V1Toleration { Key = Architecture, OperatorProperty = "Exists" },
        new V1Toleration { Key = ServiceLabels.EmulatesArm64, OperatorProperty = "Exists" },
        .. (service.Spec.Placement?.Tolerations ?? []).Select(t => new V1Toleration
        {
            Key = t.Key,
            OperatorProperty = t.Operator,
            Value = t.Value,
            Effect = t.Effect,
            TolerationSeconds = t.TolerationSeconds,
        }),
    ];

    private static IEnumerable<V1NodeSelectorRequirement> ArmNodes(ImageReference image)
    {
        yield return new V1NodeSelectorRequirement { Key = Architecture, OperatorProperty = "In", Values = [.. ArmArchitectures(image)] };
        if (image.Architectures.Contains(ImageArchitecture.Arm64))
        {
            yield return new V1NodeSelectorRequirement { Key = ServiceLabels.EmulatesArm64, OperatorProperty = "Exists" };
        }
    }

    private static V1NodeSelectorTerm Term(V1NodeSelectorRequirement arm, ServiceDefinition service) => new()
    {
        MatchExpressions =
        [
            arm,
            .. (service.Spec.Placement?.NodeSelector ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal)
                .Select(l => new V1NodeSelectorRequirement { Key = l.Key, OperatorProperty = "In", Values = [l.Value] }),
            .. (service.Spec.Placement?.NodeRequirements ?? [])
                .Select(r => new V1NodeSelectorRequirement { Key = r.Key, OperatorProperty = r.Operator.ToString(), Values = r.Values?.ToList() }),
        ],
    };

    private static V1PodAffinity? PodAffinity(ServiceDefinition service)
    {
        var pointedTo = service.Manifest.Volumes.Values.OfType<PointerVolume>().Select(p => p.PackageId).Where(p => p != service.Manifest.Id)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var dependencies = service.Manifest.Dependencies.Keys.Except([.. pointedTo, service.Manifest.Id], StringComparer.Ordinal).ToList();
        List<V1WeightedPodAffinityTerm> preferred = [.. Prefer(pointedTo, 100), .. Prefer(dependencies, 10)];
        var box = service.Spec.Placement?.Colocate == Colocation.Box;
        return preferred.Count == 0 && !box
            ? null
            : new V1PodAffinity
            {
                PreferredDuringSchedulingIgnoredDuringExecution = preferred.Count > 0 ? preferred : null,
                RequiredDuringSchedulingIgnoredDuringExecution = box ? [Near(ServiceLabels.Colocate, [ColocationGroup])] : null,
            };
    }

    private static IEnumerable<V1WeightedPodAffinityTerm> Prefer(List<string> packages, int weight) =>
        packages.Count == 0 ? [] : [new V1WeightedPodAffinityTerm { PodAffinityTerm = Near(ServiceLabels.Package, packages), Weight = weight }];

    /// <summary>The one group of a namespace whose pods share a node. The pod that wants it is itself in it, or the first could never start.</summary>
    internal const string ColocationGroup = "box";

    private static V1PodAffinityTerm Near(string label, IList<string> values) => new()
    {
        TopologyKey = Hostname,
        LabelSelector = new V1LabelSelector
        {
            MatchExpressions = [new V1LabelSelectorRequirement { Key = label, OperatorProperty = "In", Values = values }],
        },
    };
}
