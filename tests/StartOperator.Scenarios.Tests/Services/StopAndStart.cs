using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is stopped, and started again.</summary>
public sealed class StopAndStart(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithInterface("web", 8080);

    [Theory, OnEveryCluster]
    public async Task A_stopped_service_has_no_pod_and_is_ready(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        var service = await box.ReadyAsync("notes");

        service.Condition(ConditionTypes.Ready)!.Reason.ShouldBe(Reasons.Stopped);
        service.Condition(ConditionTypes.Reconciling)!.Status.ShouldBe(ConditionStatus.False);
        service.Status!.Main.ShouldBe(MainStatus.Stopped);
        service.Status.Pod.ShouldBeNull();
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        await box.EventAsync("notes", "Stopping");
    }

    [Theory, OnEveryCluster]
    public async Task A_stopped_service_keeps_its_claims_and_its_interfaces(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        var claim = await box.BoundAsync("notes-main");

        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.ReadyAsync("notes");

        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.Uid.ShouldBe(claim.Metadata.Uid);
        (await box.ListAsync(Kinds.Service)).Select(s => s.Metadata.Name).ShouldContain("notes-web");
    }

    [Theory, OnEveryCluster]
    public async Task A_service_that_is_started_again_has_its_data(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.ReadyAsync("notes");

        await box.PatchAsync("notes", """{"state":"Running"}""");
        var after = await box.RunningAsync("notes");

        after.Metadata.Uid.ShouldNotBe(before.Metadata.Uid);
        after.ClaimAt("/data/main").ShouldBe("notes-main/data");
    }

    [Theory, OnEveryCluster]
    public async Task A_service_that_is_created_stopped_is_installed_and_not_started(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes.With(spec => spec with { State = ServiceState.Stopped }));
        var service = await box.ReadyAsync("notes");

        service.Condition(ConditionTypes.Ready)!.Reason.ShouldBe(Reasons.Stopped);
        service.Status!.Installed!.Version.ShouldBe("1.0.0");
        (await box.EventsAsync("notes")).ShouldNotContain("Starting");
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.Name.ShouldBe("notes-main");
    }

    [Theory, OnEveryCluster]
    public async Task A_service_that_is_stopped_and_started_at_once_runs(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.PatchAsync("notes", """{"state":"Running"}""");

        await box.RunningAsync("notes");
        await box.QuietAsync();
        (await box.FindAsync<V1Pod>("notes", pod => pod.Metadata.DeletionTimestamp is null)).Status.Phase.ShouldBe("Running");
    }
}
