using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A resource asks for other storage than its claims have.</summary>
public sealed class StorageGrowth(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithData("archive").With(spec => spec with { Storage = new() { Size = "2Gi" } });

    [Theory, OnEveryCluster]
    public async Task More_of_it_grows_the_claims_without_a_restart(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");
        await box.BoundAsync("notes-main");

        await box.PatchAsync("notes", """{"storage":{"volumes":{"main":{"size":"5Gi"}}}}""");
        await box.FindAsync<k8s.Models.V1PersistentVolumeClaim>("notes-main", claim => claim.Status.Capacity["storage"].ToString() == "5Gi");
        var service = await box.ServiceAsync(
            "notes",
            s => s.Status!.Volumes.Any(v => v is { Name: "main", Capacity: "5Gi" }) && s.Condition(ConditionTypes.StorageAsAsked)!.Status == ConditionStatus.True);

        service.Status!.Volumes.Single(v => v.Name == "archive").Capacity.ShouldBe("2Gi");
        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        await box.EventAsync("notes", "ClaimGrows");
    }

    [Theory]
    [OnEveryCluster("less", """{"storage":{"size":"1Gi"}}""", "shrink")]
    [OnEveryCluster("another class", """{"storage":{"storageClassName":"another"}}""", "storage class")]
    public async Task What_a_claim_cannot_change_is_told_and_not_tried_for_ever(string cluster, string what, string change, string message)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.BoundAsync("notes-main");
        await box.BoundAsync("notes-archive");
        await box.QuietAsync();
        var before = await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main");

        await box.PatchAsync("notes", change);
        var service = await box.ConditionAsync("notes", ConditionTypes.StorageAsAsked, ConditionStatus.False, Reasons.ClaimImmutable);
        await box.QuietAsync();

        service.Condition(ConditionTypes.StorageAsAsked)!.Message.ShouldContain(message, Case.Sensitive, what);
        service.Condition(ConditionTypes.Ready)!.Status.ShouldBe(ConditionStatus.True);
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Spec.ShouldBeEquivalentTo(before.Spec);
    }

    [Theory, OnEveryCluster]
    public async Task A_class_that_cannot_grow_is_told_and_not_tried_for_ever(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, Testing.Harnesses.ClusterCapabilities.IsOwn);
        await StorageClasses.CreateAsync(box.Harness, "fixed", canGrow: false);
        await box.ApplyAsync(Notes.With(spec => spec with { Storage = new() { Size = "2Gi", StorageClassName = "fixed" } }));
        await box.RunningAsync("notes");

        await box.PatchAsync("notes", """{"storage":{"size":"5Gi"}}""");
        var service = await box.ConditionAsync("notes", ConditionTypes.StorageAsAsked, ConditionStatus.False, Reasons.ClaimForbidden);
        await box.QuietAsync();

        service.Condition(ConditionTypes.Ready)!.Status.ShouldBe(ConditionStatus.True);
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Spec.Resources.Requests["storage"].ToString().ShouldBe("2Gi");
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_that_its_owner_has_grown_is_left_as_it_is(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(TestPackage.Called("notes").WithData("main"));
        await box.RunningAsync("notes");
        await box.BoundAsync("notes-main");

        await box.Api.MergePatchAsync(
            Kinds.PersistentVolumeClaim, box.Key("notes-main"), Objects.Json("""{"spec":{"resources":{"requests":{"storage":"7Gi"}}}}"""), null, TestContext.Current.CancellationToken);
        await box.ServiceAsync("notes", s => s.Status!.Volumes.Single().Capacity == "7Gi");
        await box.QuietAsync();

        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Spec.Resources.Requests["storage"].ToString().ShouldBe("7Gi");
        (await box.ReadyAsync("notes")).Condition(ConditionTypes.StorageAsAsked)!.Status.ShouldBe(ConditionStatus.True);
    }
}
