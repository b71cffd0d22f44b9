using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Data on which main has run is gone: an empty volume in its place would be a silent loss.</summary>
public sealed class ClaimLost(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    [Theory, OnEveryCluster]
    public async Task A_claim_that_is_deleted_under_a_stopped_service_is_not_made_anew(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.ReadyAsync("notes");
        await box.QuietAsync();

        await box.DeleteAsync(Kinds.PersistentVolumeClaim, "notes-main");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-main");
        var service = await box.StalledAsync("notes", Reasons.ClaimLost);
        await box.QuietAsync();

        service.Condition(ConditionTypes.Stalled)!.Message.ShouldContain("notes-main");
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task Not_even_when_the_service_is_started(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { State = ServiceState.Running }));
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.ReadyAsync("notes");
        await box.DeleteAsync(Kinds.PersistentVolumeClaim, "notes-main");
        await box.StalledAsync("notes", Reasons.ClaimLost);

        await box.PatchAsync("notes", """{"state":"Running"}""");
        await box.StalledAsync("notes", Reasons.ClaimLost);
        await box.QuietAsync();

        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_on_which_nothing_has_run_yet_is_made_anew(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { State = ServiceState.Stopped }));
        await box.ReadyAsync("notes");
        var before = await box.FindAsync<V1PersistentVolumeClaim>("notes-main", _ => true);

        await box.DeleteAsync(Kinds.PersistentVolumeClaim, "notes-main");

        await box.FindAsync<V1PersistentVolumeClaim>("notes-main", claim => claim.Metadata.Uid != before.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_whose_volume_is_lost_is_told_by_name(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.IsOwn);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        var claim = await box.BoundAsync("notes-main");
        var volume = new NamespacedName("", claim.Spec.VolumeName);

        await box.Api.DeleteAsync(Kinds.PersistentVolume, volume, null, TestContext.Current.CancellationToken);
        await box.Api.MergePatchAsync(Kinds.PersistentVolume, volume, Objects.Json("""{"metadata":{"finalizers":null}}"""), null, TestContext.Current.CancellationToken);
        var service = await box.StalledAsync("notes", Reasons.ClaimLost);

        service.Condition(ConditionTypes.Stalled)!.Message.ShouldContain(claim.Spec.VolumeName);
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_that_is_deleted_while_main_runs_is_kept_by_Kubernetes_until_main_ends(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.DeleteAsync(Kinds.PersistentVolumeClaim, "notes-main");
        await box.QuietAsync();

        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        await box.PatchAsync("notes", """{"restartedAt":"now"}""");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-main");
        await box.StalledAsync("notes", Reasons.ClaimLost);
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).ShouldBeEmpty();
    }
}
