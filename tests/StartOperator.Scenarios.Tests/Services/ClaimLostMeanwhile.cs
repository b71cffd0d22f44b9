using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Faults;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Data goes while the operator is at work on its service: what it decided a moment before no longer holds.</summary>
[Collection(OwnOperators.Name)]
public sealed class ClaimLostMeanwhile(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages")
        .With(spec => spec with { Assets = new Dictionary<string, AssetsSource> { ["pages"] = new() { ConfigMap = new() { Name = "own-pages" } } } });

    [Theory, OnEveryCluster]
    public async Task A_claim_that_goes_between_the_look_and_the_write_is_not_made_anew(string cluster)
    {
        // A ConfigMap without labels is not in the cache, so the operator asks for it after it has looked at the claims.
        var pause = new Pause(HttpMethod.Get, "/configmaps/own-pages");
        await using var box = await StoppedAsync(cluster, pause);

        pause.Arm();
        await box.PatchAsync("notes", """{"state":"Running"}""");
        await pause.Reached.WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);
        await GoesAsync(box);
        pause.Release();
        await box.StalledAsync("notes", Reasons.ClaimLost);
        await box.QuietAsync();

        (await box.ListAsync(Kinds.PersistentVolumeClaim)).ShouldBeEmpty();
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_that_goes_while_it_is_written_is_not_made_anew(string cluster)
    {
        var pause = new Pause(HttpMethod.Patch, "/persistentvolumeclaims/notes-main");
        await using var box = await StoppedAsync(cluster, pause);

        pause.Arm();
        await box.PatchAsync("notes", """{"storage":{"size":"2Gi"}}""");
        await pause.Reached.WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);
        await GoesAsync(box);
        pause.Release();
        await box.StalledAsync("notes", Reasons.ClaimLost);
        await box.QuietAsync();

        (await box.ListAsync(Kinds.PersistentVolumeClaim)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task Main_does_not_start_on_a_claim_whose_end_begins_just_before_and_no_version_is_noted_on_it(string cluster)
    {
        var pause = new Pause(HttpMethod.Patch, "/persistentvolumeclaims/notes-main", "data-version");
        await using var box = await StoppedAsync(cluster, pause);
        await box.Api.MergePatchAsync(
            Kinds.PersistentVolumeClaim, box.Key("notes-main"), Objects.Json("""{"metadata":{"finalizers":["example.org/hold"]}}"""), null, TestContext.Current.CancellationToken);

        pause.Arm();
        await box.ApplyAsync(Notes.At("1.1.0"));
        await box.PatchAsync("notes", """{"state":"Running"}""");
        await pause.Reached.WaitAsync(Wait.Patience, TestContext.Current.CancellationToken);
        await box.DeleteAsync(Kinds.PersistentVolumeClaim, "notes-main");
        pause.Release();
        await box.ConditionAsync("notes", ConditionTypes.Reconciling, StartOperator.Resources.ConditionStatus.True, Reasons.ClaimTerminating);
        await box.QuietAsync();

        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.Annotations[ServiceLabels.DataVersion].ShouldBe("1.0.0");
        await box.Api.MergePatchAsync(Kinds.PersistentVolumeClaim, box.Key("notes-main"), Objects.Json("""{"metadata":{"finalizers":null}}"""), null, TestContext.Current.CancellationToken);
        await box.StalledAsync("notes", Reasons.ClaimLost);
    }

    private async Task<ServiceBox> StoppedAsync(string cluster, Pause pause)
    {
        var box = await clusters.UnattendedBoxAsync(cluster);
        await box.StartOperatorAsync(new() { Faults = [pause] });
        await box.ApplyAsync(Kinds.ConfigMap, new V1ConfigMap { ApiVersion = "v1", Kind = "ConfigMap", Metadata = new() { Name = "own-pages" } });
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.ReadyAsync("notes");
        await box.QuietAsync();
        return box;
    }

    /// <summary>The claim is deleted, and the operator has heard of it.</summary>
    private static async Task GoesAsync(ServiceBox box)
    {
        await box.DeleteAsync(Kinds.PersistentVolumeClaim, "notes-main");
        await box.HeardAsync(Kinds.PersistentVolumeClaim, "notes-main", claim => claim is null);
    }
}
