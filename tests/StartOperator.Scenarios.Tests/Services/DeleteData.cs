using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is deleted under the policy Delete: its data goes with it, but not what others use.</summary>
public sealed class DeleteData(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithData("archive").With(DeletesData);

    [Theory, OnEveryCluster]
    public async Task Its_claims_go_after_main_has_ended(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.FindAsync<V1Pod>("notes", _ => true);
        using var pods = box.Record<V1Pod>();

        await box.DeleteAsync(StartServiceKind.Kind, "notes");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-main");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-archive");
        await box.GoneAsync<V1Pod>("notes");
        await box.GoneAsync<StartService>("notes");

        pods.ComingsAndGoings.ShouldBe(["-notes"]);
        await box.EventAsync("notes", "ClaimDeleted");
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_that_another_service_points_to_stays(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.ApplyAsync(TestPackage.Called("reader").WithPointer("notes", "notes"));
        await box.RunningAsync("reader");

        await box.UninstallAsync("notes");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-archive");
        await box.QuietAsync();

        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.DeletionTimestamp.ShouldBeNull();
        (await box.EventAsync("notes", "ClaimKept")).Note.ShouldBe("kept claim notes-main: reader points to it");
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_that_was_adopted_stays(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(TestPackage.Called("notes").WithData("main"));
        await box.RunningAsync("notes");
        await box.UninstallAsync("notes");
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.UninstallAsync("notes");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-archive");
        await box.QuietAsync();

        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.DeletionTimestamp.ShouldBeNull();
        (await box.EventAsync("notes", "ClaimKept")).Note.ShouldBe("kept claim notes-main: it is older than this StartService");
    }

    [Theory, OnEveryCluster]
    public async Task A_service_that_returns_to_Retain_keeps_its_claims(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        (await box.ReadyAsync("notes")).Metadata.Finalizers.ShouldBe(["startoperator.io/delete-data"]);

        await box.PatchAsync("notes", """{"deletionPolicy":"Retain"}""");
        await box.FindAsync<StartService>("notes", s => s.Metadata.Finalizers is null or { Count: 0 });
        await box.UninstallAsync("notes");
        await box.QuietAsync();

        (await box.ListAsync(Kinds.PersistentVolumeClaim)).Select(c => c.Metadata.Name).ShouldBe(["notes-archive", "notes-main"], ignoreOrder: true);
    }

    [Theory, OnEveryCluster]
    public async Task While_main_ends_the_status_says_what_deletion_waits_for(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        using var services = box.Record<StartService>();

        await box.UninstallAsync("notes");

        services.Changes.Select(c => c.After).OfType<StartService>().ShouldContain(s => s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Deleting);
    }

    [Theory, OnEveryCluster]
    public async Task A_suspended_service_is_deleted_when_it_is_resumed(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { Suspend = true }));
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Suspended);
        await box.DeleteAsync(StartServiceKind.Kind, "notes");
        await box.QuietAsync();
        (await box.GetAsync(StartServiceKind.Kind, "notes")).Metadata.DeletionTimestamp.ShouldNotBeNull();

        await box.PatchAsync("notes", """{"suspend":false}""");

        await box.GoneAsync<StartService>("notes");
    }

    private static StartServiceSpec DeletesData(StartServiceSpec spec) => spec with { DeletionPolicy = DeletionPolicy.Delete };
}
