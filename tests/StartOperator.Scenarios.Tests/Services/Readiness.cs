using StartOperator.LocalCluster.Nodes;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>The truth table of readiness, as the real <c>kubectl wait</c> sees it.</summary>
public sealed class Readiness(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryCluster]
    public Task A_service_that_runs(string cluster) => IsAsync(cluster, Notes, "True", "False", "False", Reasons.Running);

    [Theory, OnEveryCluster]
    public Task A_service_that_is_stopped(string cluster) =>
        IsAsync(cluster, Notes.With(spec => spec with { State = ServiceState.Stopped }), "True", "False", "False", Reasons.Stopped);

    [Theory, OnEveryCluster]
    public Task A_service_that_is_suspended(string cluster) =>
        IsAsync(cluster, Notes.With(spec => spec with { Suspend = true }), "False", "False", "False", Reasons.Suspended);

    [Theory, OnEveryCluster]
    public Task A_service_that_needs_config(string cluster) => IsAsync(cluster, Notes.WithConfig(), "False", "False", "False", Reasons.NeedsConfig);

    [Theory, OnEveryCluster]
    public Task A_service_that_is_refused(string cluster) => IsAsync(cluster, Notes.With(spec => spec with { Images = null }), "False", "False", "True", Reasons.ImageUnknown);

    [Theory, OnEveryCluster]
    public Task A_service_that_waits_for_a_node(string cluster) => IsAsync(
        cluster,
        Notes.With(spec => spec with { Placement = new() { NodeSelector = new Dictionary<string, string> { ["nowhere"] = "to-be-found" } } }),
        "False",
        "True",
        "False",
        Reasons.Unschedulable);

    [Theory, OnEveryCluster]
    public Task A_service_that_crashes(string cluster) => IsAsync(cluster, Notes, "False", "True", "False", Reasons.CrashLoop, _ => ContainerPlan.Exits(1));

    [Theory, OnEveryCluster]
    public Task A_service_whose_image_is_pulled(string cluster) =>
        IsAsync(cluster, TestPackage.Called("bulky").As("notes"), "False", "True", "False", Reasons.Starting, _ => new() { PullsFor = TimeSpan.FromMinutes(2) });

    [Theory, OnEveryCluster]
    public async Task Waiting_for_readiness_waits_for_the_new_version_and_not_for_the_old(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        var kubectl = Kubectl(box);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0"));
        await kubectl.RunAsync(Cancellation, "wait", "--for=condition=Ready", "--timeout=60s", "startservice/notes", "-n", box.Name);

        (await kubectl.RunAsync(Cancellation, "get", "pod", "notes", "-n", box.Name, "-o", "jsonpath={.spec.containers[0].image} {.status.phase}"))
            .ShouldBe("registry.example/notes:1.1.0 Running");
    }

    [Theory, OnEveryCluster]
    public async Task A_look_at_the_services_tells_package_version_state_and_readiness(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        var kubectl = Kubectl(box);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        var table = (await kubectl.RunAsync(Cancellation, "get", "ss", "-n", box.Name)).Split('\n');

        table[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["NAME", "PACKAGE", "VERSION", "STATE", "READY", "HEALTH", "AGE"]);
        table[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..6].ShouldBe(["notes", "notes", "1.0.0", "running", "True", "Unknown"]);
    }

    private async Task IsAsync(string cluster, TestPackage package, string ready, string reconciling, string stalled, string reason, ContainerBehaviour? behaviour = null)
    {
        await using var box = await clusters.BoxAsync(cluster, behaviour is null ? ClusterCapabilities.RunsPods : ClusterCapabilities.RunsPods | ClusterCapabilities.ScriptsContainers);
        var kubectl = Kubectl(box);
        if (behaviour is not null)
        {
            box.Behave(behaviour);
        }

        await box.ApplyAsync(package);
        await box.ServiceAsync("notes", s => s.Condition(ConditionTypes.Ready)!.Reason == reason);

        foreach (var (type, status) in (IEnumerable<(string, string)>)[("Ready", ready), ("Reconciling", reconciling), ("Stalled", stalled)])
        {
            await kubectl.RunAsync(Cancellation, "wait", $"--for=condition={type}={status}", "--timeout=20s", "startservice/notes", "-n", box.Name);
        }

        var opposite = await kubectl.TryRunAsync(
            ["wait", $"--for=condition=Ready={(ready == "True" ? "False" : "True")}", "--timeout=1s", "startservice/notes", "-n", box.Name], Cancellation);
        opposite.ExitCode.ShouldNotBe(0);
        opposite.Errors.ShouldContain("timed out");
    }

    private static KubectlRunner Kubectl(ServiceBox box)
    {
        Assert.SkipUnless(KubectlRunner.TryFind(out var reason), $"kubectl: {reason}");
        return new(box.Harness.KubeconfigPath);
    }
}
