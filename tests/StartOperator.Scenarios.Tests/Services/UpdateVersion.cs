using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is updated to a new version of its package.</summary>
public sealed class UpdateVersion(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages").WithInterface("web", 8080);

    [Theory, OnEveryCluster]
    public async Task The_old_main_is_gone_before_the_new_one_comes(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.FindAsync<V1Pod>("notes", _ => true);
        using var pods = box.Record<V1Pod>();

        await box.ApplyAsync(Notes.At("1.1.0"));
        var pod = await box.RunningAsync("notes");
        await box.FindAsync<V1Pod>("notes", seen => seen.Metadata.Uid == pod.Metadata.Uid);
        await box.QuietAsync();

        pods.ComingsAndGoings.ShouldBe(["-notes", "+notes"]);
        pod.Spec.Containers[0].Image.ShouldBe("registry.example/notes:1.1.0");
    }

    [Theory, OnEveryCluster]
    public async Task Claims_are_untouched(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        var before = await box.BoundAsync("notes-main");

        await box.ApplyAsync(Notes.At("1.1.0"));
        var pod = await box.RunningAsync("notes");

        var after = await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main");
        (after.Metadata.Uid, after.Spec.VolumeName).ShouldBe((before.Metadata.Uid, before.Spec.VolumeName));
        pod.ClaimAt("/data/main").ShouldBe("notes-main/data");
    }

    [Theory, OnEveryCluster]
    public async Task Assets_are_those_of_the_new_version(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0"));
        var after = await box.RunningAsync("notes");

        AssetsOf(after).ShouldNotBe(AssetsOf(before));
        (await box.ListAsync(Kinds.ConfigMap)).Select(m => m.Metadata.Name).ShouldContain(AssetsOf(after));
    }

    [Theory, OnEveryCluster]
    public async Task The_status_tells_what_is_installed_and_what_was_before(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0"));
        var service = await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "1.1.0" && s.Condition(ConditionTypes.Ready)!.Status == ConditionStatus.True);

        service.Status!.PreviousVersion.ShouldBe("1.0.0");
        service.Status.Volumes.Single().UsedBy.ShouldBe("1.1.0");
        (await box.EventAsync("notes", "Updated")).Note.ShouldBe("updated notes from 1.0.0 to 1.1.0");
    }

    [Theory, OnEveryCluster]
    public async Task The_records_of_the_last_two_versions_are_kept_and_older_ones_go_with_their_assets(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        foreach (var version in (string[])["1.0.0", "1.1.0", "1.2.0", "1.3.0"])
        {
            await box.ApplyAsync(Notes.At(version));
            await box.ServiceAsync("notes", s => s.Status!.Installed?.Version == version && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);
        }

        await box.QuietAsync();

        (await box.ListAsync(Kinds.ControllerRevision)).Select(r => r.Metadata.Annotations["startoperator.io/data-version"]).ShouldBe(["1.2.0", "1.3.0"], ignoreOrder: true);
        (await box.ListAsync(Kinds.ConfigMap)).Count(m => m.Metadata.Name.StartsWith("notes-assets-pages", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory, OnEveryCluster]
    public async Task A_stopped_service_is_updated_and_stays_stopped(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { State = ServiceState.Stopped }));
        await box.ReadyAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0").With(spec => spec with { State = ServiceState.Stopped }));
        var service = await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "1.1.0");

        service.Condition(ConditionTypes.Ready)!.Reason.ShouldBe(Reasons.Stopped);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task An_update_whose_assets_are_not_there_leaves_the_old_version_running(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0").Build().Service);
        var service = await box.StalledAsync("notes", Reasons.AssetsMissing);
        await box.QuietAsync();

        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        service.Status!.Installed!.Version.ShouldBe("1.0.0");
        service.Status.Main.ShouldBe(MainStatus.Running);
    }

    private static string AssetsOf(V1Pod pod) => pod.Spec.Volumes.Single(v => v.ConfigMap is not null).ConfigMap.Name;
}
