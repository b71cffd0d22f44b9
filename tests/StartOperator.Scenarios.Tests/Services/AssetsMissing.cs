using StartOperator.Rendering.Status;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>The files of an assets volume are not there.</summary>
public sealed class AssetsMissing(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages");

    [Theory, OnEveryCluster]
    public async Task A_resource_that_does_not_say_where_they_are_is_refused(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes.With(spec => spec with { Assets = null }));
        var service = await box.StalledAsync("notes", Reasons.AssetsMissing);

        service.Condition(ConditionTypes.Stalled)!.Message.ShouldContain("assets volume pages");
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task A_service_applied_before_its_assets_starts_as_soon_as_they_come(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        var (service, assets) = Notes.Build();
        await box.ApplyAsync(service);
        (await box.StalledAsync("notes", Reasons.AssetsMissing)).Condition(ConditionTypes.Stalled)!.Message.ShouldContain(assets[0].Metadata.Name);

        await box.ApplyAsync(Kinds.ConfigMap, assets[0]);

        await box.RunningAsync("notes");
    }
}
