using StartOperator.Rendering.Status;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is created where claims of an earlier one were kept.</summary>
public sealed class Adoption(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    [Theory, OnEveryCluster]
    public async Task A_service_of_the_same_name_and_package_gets_the_kept_data(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        var kept = await box.BoundAsync("notes-main");
        await box.UninstallAsync("notes");

        await box.ApplyAsync(Notes);
        var pod = await box.RunningAsync("notes");

        pod.ClaimAt("/data/main").ShouldBe("notes-main/data");
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.Uid.ShouldBe(kept.Metadata.Uid);
        (await box.EventAsync("notes", "ClaimAdopted")).Note.ShouldBe("adopted claim notes-main, on which version 1.0.0 has run");
    }

    [Theory, OnEveryCluster]
    public async Task A_service_of_another_package_does_not_get_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.UninstallAsync("notes");
        var kept = await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main");

        await box.ApplyAsync(TestPackage.Called("wallet").As("notes").WithData("main"));
        var service = await box.StalledAsync("notes", Reasons.ClaimOfOtherPackage);
        await box.QuietAsync();

        service.Condition(ConditionTypes.Stalled)!.Message.ShouldContain("package notes");
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.ResourceVersion.ShouldBe(kept.Metadata.ResourceVersion);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_that_its_owner_has_labelled_is_adopted_with_its_size_and_class(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Kinds.PersistentVolumeClaim, Objects.Claim("notes-main", "3Gi", Objects.LabelsOf("notes", "notes", "main")));

        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Spec.Resources.Requests["storage"].ToString().ShouldBe("3Gi");
    }

    [Theory, OnEveryCluster]
    public async Task A_claim_that_is_being_deleted_is_waited_for_and_made_anew(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        var claim = Objects.Claim("notes-main", "1Gi", Objects.LabelsOf("notes", "notes", "main"));
        claim.Metadata.Finalizers = ["example.org/hold"];
        await box.ApplyAsync(Kinds.PersistentVolumeClaim, claim);
        await box.DeleteAsync(Kinds.PersistentVolumeClaim, "notes-main");
        await box.HeardAsync(Kinds.PersistentVolumeClaim, "notes-main", known => known?.Metadata.DeletionTimestamp is not null);

        await box.ApplyAsync(Notes);
        await box.ConditionAsync("notes", ConditionTypes.Reconciling, StartOperator.Resources.ConditionStatus.True, Reasons.ClaimTerminating);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        await box.Api.MergePatchAsync(Kinds.PersistentVolumeClaim, box.Key("notes-main"), Objects.Json("""{"metadata":{"finalizers":null}}"""), null, TestContext.Current.CancellationToken);

        await box.RunningAsync("notes");
        (await box.BoundAsync("notes-main")).Metadata.DeletionTimestamp.ShouldBeNull();
    }
}
