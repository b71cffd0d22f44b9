using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>An update would need a migration that can't be run: skipping it would damage the data.</summary>
public sealed class MigrationRefused(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    private static readonly TestPackage Migrating = Notes.At("2.0.0").WithMigrationFrom("<2.0.0");

    [Theory, OnEveryCluster]
    public async Task The_old_version_keeps_running(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.ApplyAsync(Migrating);
        var service = await box.StalledAsync("notes", Reasons.MigrationNeeded);
        await box.QuietAsync();

        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        service.Status!.Installed!.Version.ShouldBe("1.0.0");
        service.Condition(ConditionTypes.Stalled)!.Message.ShouldContain("from version 1.0.0 to 2.0.0");
    }

    [Theory, OnEveryCluster]
    public async Task A_main_that_is_evicted_comes_back_in_the_old_version(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");
        await box.ApplyAsync(Migrating);
        await box.StalledAsync("notes", Reasons.MigrationNeeded);

        await box.DeleteAsync(Kinds.Pod, "notes");
        var after = await box.FindAsync<V1Pod>("notes", pod => pod.Metadata.Uid != before.Metadata.Uid && pod.Status?.Phase == "Running");

        after.Spec.Containers[0].Image.ShouldBe("registry.example/notes:1.0.0");
    }

    [Theory, OnEveryCluster]
    public async Task An_update_that_no_migration_is_for_is_carried_out(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.At("1.5.0"));
        await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("2.0.0").WithMigrationFrom("<1.5.0"));

        await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "2.0.0" && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);
    }

    [Theory, OnEveryCluster]
    public async Task A_first_installation_needs_no_migration(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Migrating);

        await box.RunningAsync("notes");
    }

    [Theory, OnEveryCluster]
    public async Task A_service_created_anew_over_claims_of_the_old_version_is_refused_too(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.UninstallAsync("notes");

        await box.ApplyAsync(Migrating);

        await box.StalledAsync("notes", Reasons.MigrationNeeded);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
    }
}
