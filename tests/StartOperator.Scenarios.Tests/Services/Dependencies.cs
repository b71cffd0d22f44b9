using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A package needs another one: it runs all the same, as on StartOS, and its condition tells.</summary>
public sealed class Dependencies(Clusters clusters)
{
    private static readonly TestPackage Wallet = TestPackage.Called("wallet").WithDependency("mint", ">=1.1.0");

    [Theory, OnEveryCluster]
    public async Task The_condition_follows_the_dependency_and_nobody_is_restarted(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Wallet);
        var before = await box.RunningAsync("wallet");
        await box.ConditionAsync("wallet", ConditionTypes.DependenciesMet, ConditionStatus.False, Reasons.DependencyAbsent);

        await box.ApplyAsync(TestPackage.Called("mint"));
        await box.ConditionAsync("wallet", ConditionTypes.DependenciesMet, ConditionStatus.False, Reasons.DependencyVersion);
        await box.ApplyAsync(TestPackage.Called("mint").At("1.1.0"));
        await box.ConditionAsync("wallet", ConditionTypes.DependenciesMet, ConditionStatus.True, Reasons.AllMet);
        await box.PatchAsync("mint", """{"state":"Stopped"}""");
        await box.ConditionAsync("wallet", ConditionTypes.DependenciesMet, ConditionStatus.False, Reasons.DependencyNotRunning);
        await box.UninstallAsync("mint");
        await box.ConditionAsync("wallet", ConditionTypes.DependenciesMet, ConditionStatus.False, Reasons.DependencyAbsent);

        (await box.RunningAsync("wallet")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }
}
