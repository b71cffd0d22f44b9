using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>The administrator decides who may reach services, and decides otherwise.</summary>
[Collection(OwnOperators.Name)]
public sealed class Isolation(Clusters clusters)
{
    private static readonly TestPackage Mint = TestPackage.Called("mint").WithInterface("web", 8080);

    [Theory, OnEveryCluster]
    public async Task A_dependant_that_comes_and_goes_is_let_in_and_out_of_a_strict_box_without_a_restart(string cluster)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage);
        await StartAsync(box, BoxPolicy.Strict);
        await box.ApplyAsync(Mint);
        var before = await box.RunningAsync("mint");
        await box.FindAsync<V1NetworkPolicy>("startos-mint", p => LetIn(p).SequenceEqual(["mint"]));

        await box.ApplyAsync(TestPackage.Called("wallet").WithDependency("mint"));
        await box.FindAsync<V1NetworkPolicy>("startos-mint", p => LetIn(p).SequenceEqual(["mint", "wallet"]));
        await box.RunningAsync("wallet");
        await box.UninstallAsync("wallet");
        await box.FindAsync<V1NetworkPolicy>("startos-mint", p => LetIn(p).SequenceEqual(["mint"]));

        (await box.RunningAsync("mint")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task Policies_change_and_go_with_the_administrators_mind_and_nobody_is_restarted(string cluster)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster);
        await StartAsync(box, BoxPolicy.Open);
        await box.ApplyAsync(Mint);
        var before = await box.RunningAsync("mint");
        await box.FindAsync<V1NetworkPolicy>("startos-mint", p => p.Spec.Ingress[0].FromProperty[0].PodSelector.MatchExpressions is null);
        await box.StopOperatorAsync();

        await StartAsync(box, BoxPolicy.Strict);
        await box.FindAsync<V1NetworkPolicy>("startos-mint", p => LetIn(p).SequenceEqual(["mint"]));
        await box.StopOperatorAsync();

        await StartAsync(box, BoxPolicy.Off);
        await box.GoneAsync<V1NetworkPolicy>("startos-mint");

        (await box.RunningAsync("mint")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }

    private static IEnumerable<string> LetIn(V1NetworkPolicy policy) => policy.Spec.Ingress[0].FromProperty[0].PodSelector.MatchExpressions?[0].Values ?? [];

    private static Task<RunningOperator> StartAsync(ServiceBox box, BoxPolicy policy)
    {
        var setup = new OperatorSetup();
        return box.StartOperatorAsync(setup with { Rendering = setup.Rendering with { BoxPolicy = policy } });
    }
}
