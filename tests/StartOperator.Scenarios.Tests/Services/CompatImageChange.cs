using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>An operator takes over that has another compat image.</summary>
[Collection(OwnOperators.Name)]
public sealed class CompatImageChange(Clusters clusters)
{
    [Theory, OnEveryCluster]
    public async Task It_restarts_nobody_and_is_used_at_the_next_start(string cluster)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster);
        await box.StartOperatorAsync();
        await box.ApplyAsync(TestPackage.Called("notes").WithData("main").WithAssets("pages"));
        var before = await box.RunningAsync("notes");
        await box.QuietAsync();
        await box.StopOperatorAsync();

        var setup = new OperatorSetup();
        await box.StartOperatorAsync(setup with { Rendering = setup.Rendering with { CompatImage = "registry.example/compat:2" } });
        await box.QuietAsync();

        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        await box.PatchAsync("notes", """{"restartedAt":"now"}""");
        (await box.RunningAsync("notes")).Spec.InitContainers.Single().Image.ShouldBe("registry.example/compat:2");
    }
}
