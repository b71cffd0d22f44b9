using StartOperator.Cli.Input;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>The packages of docs/examples, built as <c>startctl build</c> builds them.</summary>
public sealed class Examples(Clusters clusters)
{
    [Theory, OnEveryCluster]
    public async Task Note_Keeper_runs_and_Note_Reader_reads_its_notes(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await InstallAsync(box, "note-keeper");
        var keeper = await box.RunningAsync("note-keeper");
        await InstallAsync(box, "note-reader");
        var reader = await box.RunningAsync("note-reader");

        keeper.ClaimAt("/data").ShouldBe("note-keeper-main/data");
        keeper.Spec.InitContainers.Single().Name.ShouldBe("assets-pages");
        keeper.Spec.TerminationGracePeriodSeconds.ShouldBe(20);
        reader.ClaimAt("/mnt/notes").ShouldBe("note-keeper-main/data/notes (read-only)");
        (await box.ReadyAsync("note-reader")).Condition(ConditionTypes.PointersResolved)!.Status.ShouldBe(ConditionStatus.True);
        (await box.ListAsync(Kinds.Secret)).Select(s => s.Metadata.Name).ShouldContain("note-keeper-tls");
    }

    private static async Task InstallAsync(ServiceBox box, string example)
    {
        var built = ProjectFolder.Build(Repository.PathOf("docs", "examples", example), new BuildOptions { Images = new Dictionary<string, string> { ["main"] = $"registry.example/{example}:1.0.0" } });
        built.Service.ShouldNotBeNull(string.Join('\n', built.Diagnostics));
        foreach (var assets in built.Assets)
        {
            await box.ApplyAsync(Kinds.ConfigMap, assets);
        }

        await box.ApplyAsync(built.Service);
    }
}
