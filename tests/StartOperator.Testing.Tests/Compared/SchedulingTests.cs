using k8s.Models;

namespace StartOperator.Testing.Tests.Compared;

/// <summary>
/// Where pods go and why they don't, the same by kube-scheduler and by the local scheduler: a free arm64 node with 4 cores, an amd64
/// node with a taint and 2 cores, a cordoned one.
/// </summary>
public sealed class SchedulingTests(Clusters clusters)
{
    private const string NotHelpful = "no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
    private const string NoVictims =
        "no new claims to deallocate, preemption: 0/3 nodes are available: "
        + "1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.";

    private const string Elsewhere = "1 node(s) had untolerated taint(s), 1 node(s) were unschedulable";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_pod_goes_to_the_node_that_takes_it_and_is_told_so(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);

        (await box.PodAsync("wallet", Observed.IsReady, Cancellation)).Spec.NodeName.ShouldBe("arm-1");

        var told = await box.EventAsync("wallet", "Scheduled", Cancellation);
        told.Message.ShouldBe($"Successfully assigned {box.Name}/wallet to arm-1");
        (told.ReportingComponent, told.Action).ShouldBe(("default-scheduler", "Binding"));
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_tolerated_taint_keeps_nobody_away(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(
            Samples.Pod("wallet", spec =>
            {
                spec.NodeSelector = new Dictionary<string, string> { ["kubernetes.io/arch"] = "amd64" };
                spec.Tolerations = [new() { Key = "dedicated", OperatorProperty = "Exists" }];
            }),
            Cancellation);

        (await box.PodAsync("wallet", Observed.IsReady, Cancellation)).Spec.NodeName.ShouldBe("amd-1");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public Task A_node_selector_that_no_node_meets(string cluster) => RefusedAsync(
        cluster,
        spec => spec.NodeSelector = new Dictionary<string, string> { ["disk"] = "ssd" },
        $"0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, {Elsewhere}. {NotHelpful}");

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public Task A_required_architecture_that_no_free_node_has(string cluster) => RefusedAsync(
        cluster,
        spec => spec.Affinity = new()
        {
            NodeAffinity = new()
            {
                RequiredDuringSchedulingIgnoredDuringExecution = new()
                {
                    NodeSelectorTerms =
                    [
                        new() { MatchExpressions = [new() { Key = "kubernetes.io/arch", OperatorProperty = "In", Values = ["riscv64"] }] },
                        new() { MatchExpressions = [new() { Key = "startoperator.io/emulates-arm64", OperatorProperty = "Exists" }] },
                    ],
                },
            },
        },
        $"0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, {Elsewhere}. {NotHelpful}");

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public Task More_than_any_node_has(string cluster) => RefusedAsync(
        cluster,
        spec =>
        {
            spec.Containers[0].Resources = Requests(("cpu", "5"), ("memory", "90Gi"));
            spec.Tolerations = [new() { OperatorProperty = "Exists" }];
        },
        $"0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. {NotHelpful}");

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task More_than_is_left(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Pod("first", spec => spec.Containers[0].Resources = Requests(("cpu", "3"))), Cancellation);
        await box.PodAsync("first", Observed.IsReady, Cancellation);

        await box.CreateAsync(Samples.Pod("second", spec => spec.Containers[0].Resources = Requests(("cpu", "3"))), Cancellation);
        await RefusedAsync(box, "second", $"0/3 nodes are available: 1 Insufficient cpu, {Elsewhere}. {NoVictims}");
        await box.Api.DeleteAsync<V1Pod>(box.Key("first"), new(), Cancellation);

        await box.PodAsync("second", Observed.IsReady, Cancellation);
        await box.Api.DeleteAsync<V1Pod>(box.Key("second"), new(), Cancellation);
        await box.Observer.UntilGoneAsync<V1Pod>(box.Key("second"), Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public Task A_neighbour_that_is_nowhere(string cluster) => RefusedAsync(
        cluster,
        spec => spec.Affinity = new() { PodAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Near("nobody")] } },
        $"0/3 nodes are available: 1 node(s) didn't match pod affinity rules, {Elsewhere}. {NotHelpful}");

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task The_first_pod_of_a_group_that_wants_its_own_company(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Pod("wallet", NearOwnKind), Cancellation);

        (await box.PodAsync("wallet", Observed.IsReady, Cancellation)).Spec.NodeName.ShouldBe("arm-1");

        static void NearOwnKind(V1PodSpec spec) =>
            spec.Affinity = new() { PodAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Near("wallet")] } };
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task Pods_that_shun_each_other(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var shuns = new V1Affinity { PodAntiAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Near("hermit")] } };
        await box.CreateAsync(Hermit("one"), Cancellation);
        await box.PodAsync("one", Observed.IsReady, Cancellation);

        await box.CreateAsync(Hermit("two"), Cancellation);
        await RefusedAsync(box, "two", $"0/3 nodes are available: 1 node(s) didn't match pod anti-affinity rules, {Elsewhere}. {NoVictims}");
        await box.CreateAsync(Labelled("three", "hermit", null), Cancellation);
        await RefusedAsync(
            box, "three", $"0/3 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules, {Elsewhere}. {NoVictims}");

        V1Pod Hermit(string name) => Labelled(name, "hermit", shuns);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_host_port_that_is_taken(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Pod("one", TakesPort), Cancellation);
        await box.PodAsync("one", Observed.IsReady, Cancellation);

        await box.CreateAsync(Samples.Pod("two", TakesPort), Cancellation);

        await RefusedAsync(
            box, "two", $"0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, {Elsewhere}. {NoVictims}");

        static void TakesPort(V1PodSpec spec) => spec.Containers[0].Ports = [new() { ContainerPort = 80, HostPort = 8332 }];
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_that_is_not_there_until_it_is(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);
        await RefusedAsync(box, "wallet", "0/3 nodes are available: persistentvolumeclaim \"data\" not found. not found");

        await box.CreateAsync(Samples.Claim("data"), Cancellation);

        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_of_a_class_that_is_not_there(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Claim("data", storageClass: "nonesuch"), Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);

        await RefusedAsync(box, "wallet", "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_whose_volume_is_on_another_node(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.CreateAsync(
            Samples.Pod("first", OnAmd, "data"),
            Cancellation);
        await box.PodAsync("first", Observed.IsReady, Cancellation);

        await box.CreateAsync(Samples.Pod("second", claim: "data"), Cancellation);

        await RefusedAsync(
            box, "second", $"0/3 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity, {Elsewhere}. {NotHelpful}");

        static void OnAmd(V1PodSpec spec)
        {
            spec.NodeSelector = new Dictionary<string, string> { ["kubernetes.io/arch"] = "amd64" };
            spec.Tolerations = [new() { OperatorProperty = "Exists" }];
        }
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_gated_pod_is_left_alone(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Pod("gated", spec => spec.SchedulingGates = [new() { Name = "example.com/wait" }]), Cancellation);
        await box.CreateAsync(Samples.Pod("free"), Cancellation);
        await box.PodAsync("free", Observed.IsReady, Cancellation);

        var gated = await box.PodAsync("gated", _ => true, Cancellation);

        gated.Spec.NodeName.ShouldBeNull();
        Observed.Condition(gated, "PodScheduled")!.Reason.ShouldBe("SchedulingGated");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_preferred_node_is_taken_where_it_can_be(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var amd64 = new V1NodeSelectorRequirement { Key = "kubernetes.io/arch", OperatorProperty = "In", Values = ["amd64"] };
        var preferred = new V1PreferredSchedulingTerm { Weight = 100, Preference = new() { MatchExpressions = [amd64] } };
        await box.CreateAsync(
            Samples.Pod("wallet", spec =>
            {
                spec.Tolerations = [new() { OperatorProperty = "Exists", Key = "dedicated" }];
                spec.Affinity = new() { NodeAffinity = new() { PreferredDuringSchedulingIgnoredDuringExecution = [preferred] } };
            }),
            Cancellation);

        (await box.PodAsync("wallet", Observed.IsReady, Cancellation)).Spec.NodeName.ShouldBe("amd-1");
    }

    private async Task RefusedAsync(string cluster, Action<V1PodSpec> change, string message)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Pod("wallet", change), Cancellation);
        await RefusedAsync(box, "wallet", message);
    }

    private static async Task RefusedAsync(Box box, string name, string message)
    {
        // The scheduler may have looked before it saw all that the test created: its last word counts.
        var pod = await box.PodAsync(name, pod => Observed.Condition(pod, "PodScheduled")?.Message == message, Cancellation);
        var condition = Observed.Condition(pod, "PodScheduled")!;
        (condition.Status, condition.Reason, condition.ObservedGeneration).ShouldBe(("False", "Unschedulable", 1));
        var told = await box.EventAsync(name, "FailedScheduling", Cancellation, message);
        (told.Type, told.ReportingComponent, told.Action).ShouldBe(("Warning", "default-scheduler", "Scheduling"));
    }

    private static V1PodAffinityTerm Near(string app) => new()
    {
        TopologyKey = "kubernetes.io/hostname",
        LabelSelector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = app } },
    };

    private static V1Pod Labelled(string name, string app, V1Affinity? affinity)
    {
        var pod = Samples.Pod(name, spec => spec.Affinity = affinity);
        pod.Metadata.Labels["app"] = app;
        return pod;
    }

    private static V1ResourceRequirements Requests(params (string Resource, string Amount)[] amounts) =>
        new() { Requests = amounts.ToDictionary(amount => amount.Resource, amount => new ResourceQuantity(amount.Amount)) };
}
