using System.Collections.Concurrent;
using StartOperator.Runtime.Queues;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>
/// Whatever befalls the operator at whichever of its requests and watch events, a story ends as it does undisturbed: with the same objects, nothing
/// twice, nothing lost. With <c>STARTOPERATOR_LONG</c> at 1 every fault strikes everywhere; otherwise each place is struck by one, which differs from
/// place to place.
/// </summary>
[Collection(OwnOperators.Name)]
public sealed class KillAnywhere(Clusters clusters, ITestOutputHelper output)
{
    private const ClusterCapabilities Needs = ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage;
    private const int AtOnce = 8;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("STARTOPERATOR_LONG") == "1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly FaultKind[] Deaths = [FaultKind.DiesBefore, FaultKind.DiesAfter];

    private static readonly FaultKind[] Failures = [FaultKind.Conflict, FaultKind.TooManyRequests, FaultKind.ServerError, FaultKind.Timeout, FaultKind.Reset];

    private static readonly ConcurrentDictionary<(string Cluster, string Story), Lazy<Task<Ends>>> Undisturbed = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStory]
    public Task An_operator_killed_before_or_after_any_write(string cluster, string story) => StrikeEverywhereAsync(
        cluster, story, ends => Places(ends.Writes).SelectMany(number => Deaths.Select(kind => new Strike(FaultTarget.Writes, kind, number))));

    [Theory, EveryStory]
    public Task Any_write_that_fails_once(string cluster, string story) => StrikeEverywhereAsync(
        cluster, story, ends => Places(ends.Writes).SelectMany(number => Chosen(Failures, number + story.Length).Select(kind => new Strike(FaultTarget.Writes, kind, number))));

    [Theory, EveryStory]
    public Task Any_read_that_fails_once_or_is_the_last(string cluster, string story) => StrikeEverywhereAsync(
        cluster, story, ends => Places(ends.Reads).SelectMany(number => Chosen([.. Deaths, .. Failures], number + story.Length).Select(kind => new Strike(FaultTarget.Reads, kind, number))));

    [Theory, EveryStory]
    public Task A_watch_that_breaks_at_any_event(string cluster, string story) => StrikeEverywhereAsync(
        cluster,
        story,
        ends => Places(ends.Events)
            .Where(number => IsLong || number % 4 == story.Length % 4)
            .SelectMany(number => Chosen([true, false], number / 4).Select(within => new Strike(number, within))));

    /// <summary>One more than there were undisturbed, since the order of events differs from time to time.</summary>
    private static IEnumerable<int> Places(int undisturbed) => Enumerable.Range(1, undisturbed + 1);

    private static IEnumerable<T> Chosen<T>(T[] all, int number) => IsLong ? all : [all[number % all.Length]];

    private async Task StrikeEverywhereAsync(string cluster, string name, Func<Ends, IEnumerable<Strike>> cases)
    {
        var story = Story.Called(name);
        var undisturbed = await Undisturbed.GetOrAdd((cluster, name), _ => new(() => UndisturbedAsync(cluster, story))).Value;
        var clock = TimeProvider.System.GetTimestamp();
        var strikes = cases(undisturbed).ToList();
        var (struck, failures) = (0, new ConcurrentBag<string>());
        await Parallel.ForEachAsync(strikes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (strike, _) =>
        {
            var failure = await RunAsync(cluster, story, strike, undisturbed.Objects);
            if (strike.Victim is not null)
            {
                Interlocked.Increment(ref struck);
            }

            if (failure is not null)
            {
                failures.Add($"{strike} ({strike.Victim ?? "never came to it"}): {failure}");
            }
        });

        output.WriteLine(
            $"{story.Name}: {undisturbed.Objects.Count} objects, {undisturbed.Writes} writes, {undisturbed.Reads} reads, {undisturbed.Events} events undisturbed; "
            + $"{strikes.Count} cases, {struck} of them struck, {failures.Count} failures, {TimeProvider.System.GetElapsedTime(clock).TotalSeconds:0} s");
        // The last place is one more than there were undisturbed: often nothing comes to it.
        var beyond = strikes.Count(strike => strike.Number == strikes.Max(s => s.Number));
        struck.ShouldBeGreaterThanOrEqualTo((strikes.Count - beyond) / 2);
        failures.ShouldBeEmpty();
    }

    private async Task<Ends> UndisturbedAsync(string cluster, Story story)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster, Needs);
        var (writes, reads, cut) = (new Fault(FaultTarget.Writes, FaultKind.Conflict, 0), new Fault(FaultTarget.Reads, FaultKind.Conflict, 0), new WatchCut(0, within: false));
        await TellAsync(box, story, [writes, reads, cut], () =>
        {
            writes.Arm();
            reads.Arm();
            cut.Arm();
        });
        await story.EndsAsync(box);
        await box.SilentAsync();
        return new(await EndState.OfAsync(box), writes.Count, reads.Count, cut.Events);
    }

    private async Task<string?> RunAsync(string cluster, Story story, Strike strike, IReadOnlyDictionary<string, string> expected)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster, Needs);
        await TellAsync(box, story, [strike.Handler], strike.Arm);
        try
        {
            var end = story.EndsAsync(box);
            if (strike.Death is { } death && await Task.WhenAny(end, death) == death)
            {
                await box.StopOperatorAsync();
                await box.StartOperatorAsync();
            }

            await end;
            return await ComparedAsync(box, expected);
        }
        catch (TimeoutException late)
        {
            return late.Message;
        }
    }

    /// <summary>A story that begins with nothing is struck from the operator's start on, its first lists included.</summary>
    private static async Task TellAsync(ServiceBox box, Story story, IReadOnlyList<DelegatingHandler> faults, Action arm)
    {
        if (story.BeginsWithNothing)
        {
            arm();
        }

        await box.StartOperatorAsync(new()
        {
            Faults = faults,
            RequestTimeout = TimeSpan.FromSeconds(3),
            Backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)),
        });
        await story.BeginAsync(box);
        arm();
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

    private sealed record Ends(IReadOnlyDictionary<string, string> Objects, int Writes, int Reads, int Events);
}
