using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A package has config, and nobody has said that its service has it.</summary>
public sealed class NeedsConfig(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithConfig();

    [Theory, OnEveryCluster]
    public async Task Main_is_not_started_and_the_status_says_what_to_do(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes);
        var service = await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.NeedsConfig);
        await box.QuietAsync();

        service.Condition(ConditionTypes.Reconciling)!.Status.ShouldBe(ConditionStatus.False);
        service.Condition(ConditionTypes.Stalled)!.Status.ShouldBe(ConditionStatus.False);
        service.Condition(ConditionTypes.Ready)!.Message.ShouldContain("""{"spec":{"configured":true}}""");
        service.Status!.Main.ShouldBe(MainStatus.Stopped);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        await box.EventAsync("notes", Reasons.NeedsConfig);
    }

    [Theory, OnEveryCluster]
    public async Task Its_claims_are_there_for_the_config_to_be_put_into(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes);
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.NeedsConfig);

        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.DeletionTimestamp.ShouldBeNull();
    }

    [Theory, OnEveryCluster]
    public async Task Main_starts_when_the_resource_says_that_it_is_configured(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.NeedsConfig);

        await box.PatchAsync("notes", """{"configured":true}""");

        await box.RunningAsync("notes");
    }

    [Theory, OnEveryCluster]
    public async Task A_service_that_runs_is_not_stopped_for_want_of_config_and_says_what_it_needs(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { Configured = true }));
        var before = await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0"));
        var service = await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.NeedsConfig);
        await box.QuietAsync();

        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        service.Status!.Installed!.Version.ShouldBe("1.0.0");
        service.Status.Main.ShouldBe(MainStatus.Running);
    }
}
