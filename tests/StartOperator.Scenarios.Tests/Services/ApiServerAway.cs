using StartOperator.Rendering.Status;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>The API server goes away and comes back.</summary>
[Collection(OwnOperators.Name)]
public sealed class ApiServerAway(Clusters clusters)
{
    [Theory, OnEveryCluster]
    public async Task The_operator_goes_on_where_it_was_and_restarts_nobody(string cluster)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.RestartsApiServer);
        await box.StartOperatorAsync();
        var notes = TestPackage.Called("notes").WithData("main").WithInterface("web", 8080);
        await box.ApplyAsync(notes);
        var before = await box.RunningAsync("notes");
        await box.QuietAsync();

        await box.Harness.RestartApiServerAsync(TestContext.Current.CancellationToken);
        await box.ApplyAsync(TestPackage.Called("other"));
        await box.RunningAsync("other");
        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);

        await box.ApplyAsync(notes.At("1.1.0"));
        await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "1.1.0" && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);
    }
}
