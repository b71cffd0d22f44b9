using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Nobody has said where a package's image is.</summary>
public sealed class ImageUnknown(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").With(spec => spec with { Images = null });

    [Theory, OnEveryCluster]
    public async Task The_service_is_refused_with_the_command_that_says_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes);
        var service = await box.StalledAsync("notes", Reasons.ImageUnknown);
        await box.QuietAsync();

        service.Condition(ConditionTypes.Stalled)!.Message.ShouldContain("kubectl patch startservice notes -n " + box.Name);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task The_service_runs_once_it_is_said(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.StalledAsync("notes", Reasons.ImageUnknown);

        await box.PatchAsync("notes", """{"images":{"main":{"image":"registry.example/notes:1"}}}""");

        (await box.RunningAsync("notes")).Spec.Containers[0].Image.ShouldBe("registry.example/notes:1");
    }

    [Theory, OnEveryCluster]
    public async Task An_image_without_an_ARM_variant_is_refused(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes.With(spec => spec with
        {
            Images = new Dictionary<string, ServiceImage> { ["main"] = new() { Image = "registry.example/notes:1", Architectures = [ImageArchitecture.Amd64] } },
        }));

        await box.StalledAsync("notes", Reasons.NoArmImage);
    }
}
