using StartOperator.LocalCluster.Nodes;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>An image can't be pulled.</summary>
public sealed class ImagePull(Clusters clusters)
{
    private const ClusterCapabilities Needs = ClusterCapabilities.RunsPods | ClusterCapabilities.ScriptsContainers;

    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages");

    [Theory, OnEveryCluster]
    public async Task The_status_says_so_in_the_registrys_words(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        box.Behave(start => start.IsInit ? ContainerPlan.Exits(0) : ContainerPlan.CannotPull("manifest for notes not found"));

        await box.ApplyAsync(Notes);
        var service = await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.ImagePull);

        service.Condition(ConditionTypes.Reconciling)!.Status.ShouldBe(ConditionStatus.True);
        await box.ServiceAsync("notes", s => s.Condition(ConditionTypes.Ready)!.Message.Contains("manifest for notes not found", StringComparison.Ordinal));
        await box.EventAsync("notes", Reasons.ImagePull);
    }

    [Theory, OnEveryCluster]
    public async Task An_init_containers_image_is_told_by_the_containers_name(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        box.Behave(start => start.IsInit ? ContainerPlan.CannotPull("no such compat") : ContainerPlan.Runs);

        await box.ApplyAsync(Notes);
        var service = await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.ImagePull);

        service.Condition(ConditionTypes.Ready)!.Message.ShouldStartWith("assets-pages: ");
    }

    [Theory, OnEveryCluster]
    public async Task The_service_runs_when_the_image_comes(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        var isThere = false;
        box.Behave(start => start.IsInit ? ContainerPlan.Exits(0) : Volatile.Read(ref isThere) ? ContainerPlan.Runs : ContainerPlan.CannotPull("not yet"));
        await box.ApplyAsync(Notes);
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.ImagePull);

        Volatile.Write(ref isThere, true);

        await box.RunningAsync("notes");
    }

    [Theory, OnEveryCluster]
    public async Task Another_image_in_the_resource_replaces_the_pod_that_waits(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Needs);
        box.Behave(start => start.IsInit ? ContainerPlan.Exits(0)
            : start.Container.Image.EndsWith(":right", StringComparison.Ordinal) ? ContainerPlan.Runs : ContainerPlan.CannotPull("wrong"));
        await box.ApplyAsync(Notes);
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.ImagePull);

        await box.PatchAsync("notes", """{"images":{"main":{"image":"registry.example/notes:right"}}}""");

        await box.RunningAsync("notes");
    }
}
