using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A manifest passes the schema, which can't say everything, and has errors.</summary>
public sealed class InvalidManifest(Clusters clusters)
{
    private const string Wrong = """{"manifest":{"version":"one point one"}}""";

    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    [Theory, OnEveryCluster]
    public async Task The_status_names_the_field_and_the_remedy_and_what_is_installed_keeps_running(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.PatchAsync("notes", Wrong);
        var service = await box.StalledAsync("notes", Reasons.InvalidManifest);
        await box.QuietAsync();

        service.Condition(ConditionTypes.Stalled)!.Message.ShouldStartWith("spec.manifest.version: ");
        service.Status!.Main.ShouldBe(MainStatus.Running);
        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task A_main_that_is_evicted_comes_back_as_it_is_installed(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");
        await box.PatchAsync("notes", Wrong);
        await box.StalledAsync("notes", Reasons.InvalidManifest);

        await box.DeleteAsync(Kinds.Pod, "notes");

        await box.FindAsync<k8s.Models.V1Pod>("notes", pod => pod.Metadata.Uid != before.Metadata.Uid && pod.Status?.Phase == "Running");
    }

    [Theory, OnEveryCluster]
    public async Task It_can_be_put_right(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", Wrong);
        await box.StalledAsync("notes", Reasons.InvalidManifest);

        await box.ApplyAsync(Notes.At("1.1.0"));

        await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "1.1.0" && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);
    }

    [Theory, OnEveryCluster]
    public async Task A_service_with_errors_can_be_deleted(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { DeletionPolicy = DeletionPolicy.Delete }));
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", Wrong);
        await box.StalledAsync("notes", Reasons.InvalidManifest);

        await box.UninstallAsync("notes");

        await box.GoneAsync<k8s.Models.V1PersistentVolumeClaim>("notes-main");
    }
}
