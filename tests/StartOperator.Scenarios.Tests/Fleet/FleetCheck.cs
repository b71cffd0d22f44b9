using k8s.Models;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Fleet;

/// <summary>Compares what is in a box with what its packages must become.</summary>
public static class FleetCheck
{
    /// <summary>Compares, and reports every difference at once.</summary>
    /// <param name="box">The box.</param>
    /// <param name="fleet">What its packages must become.</param>
    /// <param name="output">Told the figures.</param>
    public static async Task HoldsAsync(ServiceBox box, IReadOnlyList<ExpectedService> fleet, ITestOutputHelper output)
    {
        var pods = await box.ListAsync(Kinds.Pod);
        var claims = Names(await box.ListAsync(Kinds.PersistentVolumeClaim));
        var services = (await box.ListAsync(Kinds.Service)).ToDictionary(s => s.Metadata.Name, s => string.Join(',', (s.Spec.Ports ?? []).Select(p => p.Port)));
        var accounts = Names(await box.ListAsync(Kinds.ServiceAccount));
        var secrets = Names(await box.ListAsync(Kinds.Secret));

        claims.ShouldBe(Sorted(fleet.SelectMany(f => f.Claims)));
        services.Remove("embassy").ShouldBeTrue();
        services.OrderBy(s => s.Key, StringComparer.Ordinal).ShouldBe(fleet.SelectMany(f => f.Interfaces).OrderBy(i => i.Key, StringComparer.Ordinal));
        accounts.ShouldBe(Sorted(["default", .. fleet.Select(f => $"startos-{f.Id}")]));
        secrets.ShouldBe(Sorted(["embassy-ca", .. fleet.SelectMany(f => f.Secrets)]));
        Names(pods).ShouldBe(Sorted(fleet.Select(f => f.Id)));
        fleet.SelectMany(expected => Differences(expected, pods.Single(p => p.Metadata.Name == expected.Id))).ShouldBeEmpty();
        output.WriteLine(
            $"{pods.Count} pods, {claims.Count} claims, {services.Count} Services with {services.Values.Sum(p => p.Split(',').Length)} ports, "
            + $"{secrets.Count} Secrets, {pods.Sum(p => p.Spec.InitContainers?.Count ?? 0)} init containers");
    }

    private static IEnumerable<string> Differences(ExpectedService expected, V1Pod pod)
    {
        var (spec, main) = (pod.Spec, pod.Spec.Containers.Single());
        var memory = (spec.Volumes ?? []).FirstOrDefault(v => v.Name == main.VolumeMounts?.FirstOrDefault(m => m.MountPath == "/dev/shm")?.Name)?.EmptyDir;
        (string What, string Wanted, string Found)[] facts =
        [
            ("init containers", string.Join(',', expected.InitContainers), string.Join(',', (spec.InitContainers ?? []).Select(c => c.Name).Order(StringComparer.Ordinal))),
            ("command", expected.Command, string.Join(' ', main.Command)),
            ("arguments", string.Join('|', expected.Arguments), string.Join('|', main.Args ?? [])),
            ("mounts", string.Join(',', expected.Mounts), string.Join(',', (main.VolumeMounts ?? []).Select(m => m.MountPath).Order(StringComparer.Ordinal))),
            ("shared memory", expected.SharedMemory is { } size ? $"Memory {size}" : "", memory is null ? "" : $"{memory.Medium} {memory.SizeLimit}"),
            ("grace period", $"{expected.GraceSeconds}", $"{spec.TerminationGracePeriodSeconds}"),
            ("name", $"{expected.Id}.embassy", $"{spec.Hostname}.{spec.Subdomain}"),
            ("account", $"startos-{expected.Id} False", $"{spec.ServiceAccountName} {spec.AutomountServiceAccountToken}"),
            ("placement", "True", $"{IsForArm(spec)}"),
            ("node", Nodes.First.Name, spec.NodeName),
            ("phase", "Running", pod.Status.Phase),
        ];
        return facts.Where(f => f.Wanted != f.Found).Select(f => $"{expected.Id}: {f.What}: wanted '{f.Wanted}', found '{f.Found}'");
    }

    /// <summary>Every term, as terms are alternatives, asks for arm64 or for a node that emulates it.</summary>
    private static bool IsForArm(V1PodSpec spec) => spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms is { Count: 2 } terms
        && terms.All(t => t.MatchExpressions.Any(e =>
            (e is { Key: "kubernetes.io/arch", OperatorProperty: "In" } && e.Values.SequenceEqual(["arm64"]))
            || e is { Key: "startoperator.io/emulates-arm64", OperatorProperty: "Exists" }));

    private static List<string> Names<T>(IReadOnlyList<T> objects)
        where T : class, IMetadata<V1ObjectMeta> => Sorted(objects.Select(o => o.Metadata.Name));

    private static List<string> Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
