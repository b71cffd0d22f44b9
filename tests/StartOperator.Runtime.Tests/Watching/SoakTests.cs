using System.Collections.Concurrent;
using System.Globalization;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Events;
using StartOperator.Runtime.Queues;
using StartOperator.Runtime.Watching;

namespace StartOperator.Runtime.Tests.Watching;

/// <summary>Thousands of watches that break: the cache stays right, and memory stays where it was.</summary>
[Collection(Undisturbed.Name)]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Disconnects = 5000;
    private const int WarmUp = 500;
    private const double MostGrowth = 1 << 20;

    [Fact]
    public async Task Five_thousand_broken_watches_cost_no_memory_and_no_event()
    {
        var server = new FickleServer();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var memory = new List<(int At, double Bytes)>();
        server.OnDisconnect = count =>
        {
            if (count >= WarmUp && count % 250 == 0)
            {
                memory.Add((count, GC.GetTotalMemory(forceFullCollection: true)));
            }

            if (count == Disconnects)
            {
                server.IsCalm = true;
                done.SetResult();
            }
        };
        using var client = new ApiClient(new KubernetesClientConfiguration { Host = "http://server.invalid" }, new ApiClientOptions { Handlers = [server] });
        var cache = new ObjectCache<V1ConfigMap>(Kinds.ConfigMap);
        var told = new ConcurrentDictionary<string, string>();
        cache.Subscribe(change =>
        {
            if (change.New is { } now)
            {
                told[change.Key.Name] = now.Metadata.ResourceVersion;
            }
            else
            {
                told.TryRemove(change.Key.Name, out _);
            }
        });
        using var stop = new CancellationTokenSource();
        var options = new ReflectorOptions { Backoff = new Backoff(TimeSpan.Zero, TimeSpan.Zero) };
        var running = new Reflector<V1ConfigMap>(client, cache, "", options, TimeProvider.System, NullLogger.Instance).RunAsync(stop.Token);

        await done.Task.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        await cache.BecomesAsync(c => Same(server.Objects, c.List().ToDictionary(m => m.Metadata.Name, m => m.Metadata.ResourceVersion)));
        told.OrderBy(t => t.Key).ShouldBe(cache.List().Select(m => KeyValuePair.Create(m.Metadata.Name, m.Metadata.ResourceVersion)).OrderBy(t => t.Key));
        await stop.CancelAsync();
        await running;

        var growth = Slope(memory) * (Disconnects - WarmUp);
        output.WriteLine($"{Disconnects} disconnects; from the {WarmUp}th on memory grows by {growth / 1024:0.0} KiB in all; {memory[0].Bytes / 1024:0} KiB then, {memory[^1].Bytes / 1024:0} KiB at last");
        growth.ShouldBeLessThan(MostGrowth);
    }

    [Fact]
    public async Task A_recorder_with_nothing_to_tell_keeps_nothing()
    {
        const int ticks = 3000;
        const int mostEach = 64;
        var time = new FakeTimeProvider();
        using var client = new ApiClient(new KubernetesClientConfiguration { Host = "http://server.invalid" });
        using var stop = new CancellationTokenSource();
        var running = new EventRecorder(client, "tester", "tester-0", time, NullLogger.Instance).RunAsync(stop.Token);
        await TickAsync(ticks / 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await TickAsync(ticks);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        await stop.CancelAsync();
        await running;

        output.WriteLine($"{ticks} times nothing to write; memory grows by {growth / 1024.0:0.0} KiB");
        growth.ShouldBeLessThan(ticks * mostEach);

        async Task TickAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                time.Advance(TimeSpan.FromSeconds(30));
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }
    }

    private static bool Same(IReadOnlyDictionary<string, int> server, Dictionary<string, string> cache) =>
        server.Count == cache.Count && server.All(o => cache.TryGetValue(o.Key, out var version) && version == o.Value.ToString(CultureInfo.InvariantCulture));

    /// <summary>By least squares.</summary>
    private static double Slope(List<(int At, double Bytes)> points)
    {
        var (x, y) = (points.Average(p => p.At), points.Average(p => p.Bytes));
        return points.Sum(p => (p.At - x) * (p.Bytes - y)) / points.Sum(p => (p.At - x) * (p.At - x));
    }
}

/// <summary>Tests that measure memory: no others run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Undisturbed
{
    /// <summary>The collection's name.</summary>
    public const string Name = "tests that nothing may disturb";
}
