using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A package has a pointer volume: it sees a folder of another package's data.</summary>
public sealed class Pointers(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    private static readonly TestPackage Reader = TestPackage.Called("reader").WithData("main").WithPointer("notes", "notes", path: "/public");

    private static readonly TestPackage Writer = TestPackage.Called("writer").WithPointer("notes", "notes", path: "/inbox", @readonly: false);

    [Theory, OnEveryCluster]
    public async Task A_pointer_leads_to_the_folder_of_the_targets_claim(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.ApplyAsync(Reader);
        var pod = await box.RunningAsync("reader");

        pod.ClaimAt("/pointers/notes").ShouldBe("notes-main/data/public (read-only)");
        (await box.ReadyAsync("reader")).Condition(ConditionTypes.PointersResolved)!.Status.ShouldBe(ConditionStatus.True);
    }

    [Theory, OnEveryCluster]
    public async Task Without_its_target_a_read_only_pointer_is_an_empty_folder(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Reader);
        var pod = await box.RunningAsync("reader");
        var service = await box.ConditionAsync("reader", ConditionTypes.PointersResolved, ConditionStatus.False, Reasons.TargetAbsent);

        var mount = pod.Spec.Containers[0].VolumeMounts.Single(m => m.MountPath == "/pointers/notes");
        pod.Spec.Volumes.Single(v => v.Name == mount.Name).EmptyDir.ShouldNotBeNull();
        service.Condition(ConditionTypes.Ready)!.Status.ShouldBe(ConditionStatus.True);
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).Select(c => c.Metadata.Name).ShouldBe(["reader-main"]);
    }

    [Theory, OnEveryCluster]
    public async Task A_target_that_appears_restarts_nobody_and_is_seen_after_a_restart(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Reader);
        var before = await box.RunningAsync("reader");

        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.ConditionAsync("reader", ConditionTypes.PointersResolved, ConditionStatus.False, Reasons.AwaitsRestart);
        await box.QuietAsync();
        (await box.RunningAsync("reader")).Metadata.Uid.ShouldBe(before.Metadata.Uid);

        await box.PatchAsync("reader", """{"restartedAt":"now"}""");
        var after = await box.RunningAsync("reader");

        after.Metadata.Uid.ShouldNotBe(before.Metadata.Uid);
        after.ClaimAt("/pointers/notes").ShouldBe("notes-main/data/public (read-only)");
        await box.ConditionAsync("reader", ConditionTypes.PointersResolved, ConditionStatus.True);
    }

    [Theory, OnEveryCluster]
    public async Task A_writable_pointer_makes_its_targets_claim_beforehand(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Writer);
        var pod = await box.RunningAsync("writer");

        pod.ClaimAt("/pointers/notes").ShouldBe("notes-main/data/inbox");
        var labels = (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.Labels;
        Objects.LabelsOf("notes", "notes", "main").ShouldBeSubsetOf(labels);
    }

    [Theory, OnEveryCluster]
    public async Task The_package_adopts_the_claim_that_was_made_beforehand(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Writer);
        var before = await box.RunningAsync("writer");
        var claim = await box.BoundAsync("notes-main");

        await box.ApplyAsync(Notes);
        var pod = await box.RunningAsync("notes");
        await box.QuietAsync();

        pod.ClaimAt("/data/main").ShouldBe("notes-main/data");
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.Uid.ShouldBe(claim.Metadata.Uid);
        (await box.RunningAsync("writer")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        await box.EventAsync("notes", "ClaimAdopted");
    }

    [Theory, OnEveryCluster]
    public async Task A_writable_pointer_does_not_make_a_claim_that_its_target_has_lost(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.ReadyAsync("notes");
        await box.GoneAsync<V1Pod>("notes");
        await box.DeleteAsync(Kinds.PersistentVolumeClaim, "notes-main");
        await box.StalledAsync("notes", Reasons.ClaimLost);

        await box.ApplyAsync(Writer);
        var writer = await box.ConditionAsync("writer", ConditionTypes.Ready, ConditionStatus.False, Reasons.TargetWithoutClaim);
        await box.QuietAsync();

        writer.Condition(ConditionTypes.Reconciling)!.Message.ShouldContain("the StartService notes");
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).ShouldBeEmpty();
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task Data_that_an_uninstalled_package_left_is_still_seen(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.UninstallAsync("notes");

        await box.ApplyAsync(Reader);

        (await box.RunningAsync("reader")).ClaimAt("/pointers/notes").ShouldBe("notes-main/data/public (read-only)");
    }

    [Theory, OnEveryCluster]
    public async Task A_target_that_is_uninstalled_leaves_the_pointing_service_running(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.ApplyAsync(Reader);
        var before = await box.RunningAsync("reader");

        await box.UninstallAsync("notes");
        await box.QuietAsync();

        (await box.RunningAsync("reader")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task A_package_can_point_to_its_own_data(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(TestPackage.Called("notes").WithData("main").WithPointer("public", "notes", path: "/public"));
        var pod = await box.RunningAsync("notes");

        pod.ClaimAt("/pointers/public").ShouldBe("notes-main/data/public (read-only)");
        pod.Spec.Volumes.Count(v => v.PersistentVolumeClaim is not null).ShouldBe(1);
    }

    [Theory, OnEveryCluster]
    public async Task A_pointer_leads_to_the_package_whatever_its_service_is_called(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.As("my-notes"));
        await box.RunningAsync("my-notes");

        await box.ApplyAsync(Reader);

        (await box.RunningAsync("reader")).ClaimAt("/pointers/notes").ShouldBe("my-notes-main/data/public (read-only)");
    }

    [Theory, OnEveryCluster]
    public async Task A_neighbour_that_is_installed_restarts_nobody(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.ApplyAsync(Reader);
        var before = ((await box.RunningAsync("notes")).Metadata.Uid, (await box.RunningAsync("reader")).Metadata.Uid);

        await box.ApplyAsync(TestPackage.Called("neighbour").WithData("main").WithInterface("web", 80));
        await box.RunningAsync("neighbour");
        await box.QuietAsync();

        ((await box.RunningAsync("notes")).Metadata.Uid, (await box.RunningAsync("reader")).Metadata.Uid).ShouldBe(before);
    }
}
