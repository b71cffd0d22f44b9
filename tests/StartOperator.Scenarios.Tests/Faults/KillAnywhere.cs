using System.Collections.Concurrent;
using StartOperator.Runtime.Queues;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>
/// Whatever befalls the operator at whichever of its writes, a story ends as it does undisturbed: with the same objects, nothing twice, nothing lost.
/// </summary>
[Collection(OwnOperators.Name)]
public sealed class KillAnywhere(Clusters clusters, ITestOutputHelper output)
{
    private const ClusterCapabilities Needs = ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage;
    private const int AtOnce = 8;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("STARTOPERATOR_LONG") == "1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly FaultKind[] Failures = [FaultKind.Conflict, FaultKind.TooManyRequests, FaultKind.ServerError, FaultKind.Timeout, FaultKind.Reset];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [OnEveryCluster("create")]
    [OnEveryCluster("update")]
    [OnEveryCluster("stop")]
    [OnEveryCluster("delete")]
    [OnEveryCluster("adopt")]
    public Task An_operator_killed_before_or_after_any_write(string cluster, string story) =>
        AllEndAlikeAsync(cluster, Story.Called(story), writes => Enumerable.Range(1, writes).SelectMany(write => ((FaultKind[])[FaultKind.DiesBefore, FaultKind.DiesAfter]).Select(kind => (kind, write))));

    /// <summary>Each write fails in each way when <c>STARTOPERATOR_LONG</c> is 1, otherwise in one way, which differs from write to write.</summary>
    [Theory]
    [OnEveryCluster("create")]
    [OnEveryCluster("update")]
    [OnEveryCluster("stop")]
    [OnEveryCluster("delete")]
    [OnEveryCluster("adopt")]
    public Task Any_write_that_fails_once(string cluster, string story) => AllEndAlikeAsync(
        cluster,
        Story.Called(story),
        writes => Enumerable.Range(1, writes).SelectMany(write => (IsLong ? Failures : [Failures[(write + story.Length) % Failures.Length]]).Select(kind => (kind, write))));

    private async Task AllEndAlikeAsync(string cluster, Story story, Func<int, IEnumerable<(FaultKind Kind, int Write)>> cases)
    {
        var (expected, writes) = await UndisturbedAsync(cluster, story);
        var clock = TimeProvider.System.GetTimestamp();
        var faults = cases(writes + 1).ToList();
        var (struck, failures) = (0, new ConcurrentBag<string>());
        await Parallel.ForEachAsync(faults, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (fault, _) =>
        {
            var (victim, failure) = await RunAsync(cluster, story, fault.Kind, fault.Write, expected);
            if (victim is not null)
            {
                Interlocked.Increment(ref struck);
            }

            if (failure is not null)
            {
                failures.Add($"{fault.Kind} at write {fault.Write} ({victim ?? "never came to it"}): {failure}");
            }
        });

        output.WriteLine(
            $"{story.Name}: {expected.Count} objects, {writes} writes undisturbed; {faults.Count} cases, {struck} of them struck, {failures.Count} failures, "
            + $"{TimeProvider.System.GetElapsedTime(clock).TotalSeconds:0} s");
        struck.ShouldBeGreaterThanOrEqualTo(faults.Count / 2);
        failures.ShouldBeEmpty();
    }

    private async Task<(IReadOnlyDictionary<string, string> Expected, int Writes)> UndisturbedAsync(string cluster, Story story)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster, Needs);
        var nothing = new Fault(FaultKind.Conflict, 0);
        await TellAsync(box, story, nothing);
        await story.EndsAsync(box);
        await box.SilentAsync();
        return (await EndState.OfAsync(box), nothing.Writes);
    }

    private async Task<(string? Victim, string? Failure)> RunAsync(
        string cluster, Story story, FaultKind kind, int write, IReadOnlyDictionary<string, string> expected)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster, Needs);
        var fault = new Fault(kind, write);
        await TellAsync(box, story, fault);
        try
        {
            if (fault.IsDeadly)
            {
                var end = story.EndsAsync(box);
                if (await Task.WhenAny(end, fault.Struck) == fault.Struck)
                {
                    await box.StopOperatorAsync();
                    await box.StartOperatorAsync();
                }

                await end;
            }
            else
            {
                await story.EndsAsync(box);
            }

            return (fault.Victim, await ComparedAsync(box, expected));
        }
        catch (TimeoutException late)
        {
            return (fault.Victim, late.Message);
        }
    }

    private static async Task TellAsync(ServiceBox box, Story story, Fault fault)
    {
        await box.StartOperatorAsync(new()
        {
            Faults = [fault],
            RequestTimeout = TimeSpan.FromSeconds(3),
            Backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)),
        });
        await story.BeginAsync(box);
        fault.Arm();
        await story.HappensAsync(box);
    }

    /// <summary>The end may still be on its way; once it is reached, it lasts.</summary>
    private static async Task<string?> ComparedAsync(ServiceBox box, IReadOnlyDictionary<string, string> expected)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await box.QuietAsync();
            var differences = EndState.Differences(expected, await EndState.OfAsync(box));
            if (differences.Count == 0 || TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                return differences.Count == 0 ? null : string.Join('\n', differences);
            }
        }
    }
}
