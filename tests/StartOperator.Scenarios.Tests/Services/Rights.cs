using System.Collections.Concurrent;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>
/// What the operator's roles let it do is what it needs. That they suffice, every scenario on a real control plane shows, since the operators there
/// have no others; that none is there for nothing, these show.
/// </summary>
[Collection(OwnOperators.Name)]
public sealed class Rights(Clusters clusters)
{
    private const int AtATime = 16;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_right_has_an_occasion()
    {
        var shown = Occasion.All.SelectMany(occasion => occasion.Rights).ToList();

        Right.In(OperatorAccounts.EveryRule()).Distinct().Except(shown).ShouldBeEmpty();
        shown.Except(Right.In(OperatorAccounts.EveryRule())).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task Without_any_one_right_its_occasion_fails_until_the_right_is_granted(string cluster)
    {
        var plane = await clusters.ClusterAsync(cluster, ClusterCapabilities.Audits | ClusterCapabilities.RunsPods | ClusterCapabilities.IsOwn);
        Assert.SkipWhen(plane.Harness is not SimulatedCluster, $"{cluster}: gives everybody every right");
        var failures = new ConcurrentBag<string>();
        var all = Occasion.All.SelectMany(occasion => occasion.Rights.Select(right => (Occasion: occasion, Right: right))).ToLookup(one => one.Occasion.IsAlone);

        await Parallel.ForEachAsync(all[false], new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = Cancellation }, async (one, _) => await TryAsync(one));
        foreach (var one in all[true])
        {
            await TryAsync(one);
        }

        failures.ShouldBeEmpty();

        async Task TryAsync((Occasion Occasion, Right Right) one)
        {
            try
            {
                await WithholdAsync(cluster, plane, one.Occasion, one.Right);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add($"without {one.Right}, {one.Occasion}: {failure.Message}");
            }
        }
    }

    private async Task WithholdAsync(string cluster, ScenarioCluster plane, Occasion occasion, Right right)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster);
        if (occasion.BeginAsync is { } beginAsync)
        {
            await box.StartOperatorAsync();
            await beginAsync(box);
            await box.StopOperatorAsync();
        }

        var account = await plane.Accounts.WithoutAsync(right, Cancellation);
        var running = await box.StartOperatorAsync(account.Configuration, occasion.Setup(box, new()));

        if (right.Verb == "watch")
        {
            // What happens before the first list needs no watch to be seen.
            await running.Requests.RefusedAsync(Cancellation);
        }

        var happens = occasion.HappensAsync(box);
        var refused = await running.Requests.RefusedAsync(Cancellation);
        await Task.WhenAny(happens, Task.Delay(Grace, Cancellation));
        happens.IsCompletedSuccessfully.ShouldBeFalse($"it came to a good end, although {refused}");

        await account.GrantAsync();
        if (occasion.EndsOperator)
        {
            await box.StopOperatorAsync();
            await box.StartOperatorAsync(account.Configuration, occasion.Setup(box, new()));
        }

        await happens;
    }
}
