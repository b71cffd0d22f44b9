using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A resource asks for an older version than the data has seen.</summary>
public sealed class DowngradeRefused(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages");

    [Theory, OnEveryCluster]
    public async Task The_newer_version_keeps_running(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.At("2.0.0"));
        var before = await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.0.0"));
        var service = await box.StalledAsync("notes", Reasons.DowngradeRefused);
        await box.QuietAsync();

        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        service.Status!.Installed!.Version.ShouldBe("2.0.0");
        service.Status.Main.ShouldBe(MainStatus.Running);
        service.Condition(ConditionTypes.Ready)!.Status.ShouldBe(ConditionStatus.False);
        service.Condition(ConditionTypes.Stalled)!.Message.ShouldContain("spec.allowDowngrade");
        await box.EventAsync("notes", Reasons.DowngradeRefused);
    }

    [Theory, OnEveryCluster]
    public async Task A_main_that_is_evicted_comes_back_in_the_installed_version(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.At("2.0.0"));
        var before = await box.RunningAsync("notes");
        await box.ApplyAsync(Notes.At("1.0.0"));
        await box.StalledAsync("notes", Reasons.DowngradeRefused);

        await box.DeleteAsync(Kinds.Pod, "notes");
        var after = await box.FindAsync<V1Pod>("notes", pod => pod.Metadata.Uid != before.Metadata.Uid && pod.Status?.Phase == "Running");

        after.Spec.Containers[0].Image.ShouldBe("registry.example/notes:2.0.0");
        after.Spec.Volumes.Single(v => v.ConfigMap is not null).ConfigMap.Name.ShouldBe(before.Spec.Volumes.Single(v => v.ConfigMap is not null).ConfigMap.Name);
        await box.ServiceAsync("notes", s => s.Status!.Main == MainStatus.Running && s.Condition(ConditionTypes.Stalled)!.Reason == Reasons.DowngradeRefused);
    }

    [Theory, OnEveryCluster]
    public async Task A_stop_is_carried_out_all_the_same(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.At("2.0.0"));
        await box.RunningAsync("notes");
        await box.ApplyAsync(Notes.At("1.0.0"));
        await box.StalledAsync("notes", Reasons.DowngradeRefused);

        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.GoneAsync<V1Pod>("notes");

        await box.ServiceAsync("notes", s => s.Status!.Main == MainStatus.Stopped && s.Condition(ConditionTypes.Stalled)!.Reason == Reasons.DowngradeRefused);
    }

    [Theory, OnEveryCluster]
    public async Task It_is_carried_out_where_the_resource_allows_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.At("2.0.0"));
        await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.0.0").With(spec => spec with { AllowDowngrade = true }));
        var service = await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "1.0.0" && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);

        service.Status!.PreviousVersion.ShouldBe("2.0.0");
        (await box.GetAsync(Kinds.Pod, "notes")).Spec.Containers[0].Image.ShouldBe("registry.example/notes:1.0.0");
    }

    [Theory, OnEveryCluster]
    public async Task A_resource_that_is_put_back_is_ready_without_a_restart(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.At("2.0.0"));
        var before = await box.RunningAsync("notes");
        await box.ApplyAsync(Notes.At("1.0.0"));
        await box.StalledAsync("notes", Reasons.DowngradeRefused);

        await box.ApplyAsync(Notes.At("2.0.0"));

        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task Kept_claims_remember_the_newer_version_when_the_service_is_created_anew(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.At("2.0.0"));
        await box.RunningAsync("notes");
        await box.UninstallAsync("notes");

        await box.ApplyAsync(Notes.At("1.0.0"));
        await box.StalledAsync("notes", Reasons.DowngradeRefused);
        await box.QuietAsync();

        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
    }
}
