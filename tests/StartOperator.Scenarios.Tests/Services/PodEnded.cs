using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Main's pod ends for good, as when a kubelet evicts it for want of memory: kubelet never starts it again.</summary>
public sealed class PodEnded(Clusters clusters)
{
    private const string Evicted = """{"status":{"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory."}}""";

    // No node takes these pods, so that no kubelet tells another story.
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main")
        .With(spec => spec with { Placement = new() { NodeSelector = new Dictionary<string, string> { ["nowhere"] = "to-be-found" } } });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryCluster]
    public async Task It_is_made_anew_and_the_event_says_why(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.FindAsync<V1Pod>("notes", _ => true);

        await EvictAsync(box);
        await box.FindAsync<V1Pod>("notes", pod => pod.Metadata.Uid != before.Metadata.Uid);

        (await box.EventAsync("notes", "PodEnded")).Note.ShouldBe("main's pod has ended (Evicted: The node was low on resource: memory.); it is made anew");
    }

    [Theory, OnEveryCluster]
    public async Task One_that_ends_as_soon_as_it_is_made_is_not_made_anew_in_a_hot_loop(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.FindAsync<V1Pod>("notes", _ => true);
        using var pods = box.Record<V1Pod>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var evicting = EvictAlwaysAsync(box, stop.Token);

        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.ContainerFailed);
        await box.RequestsWithinAsync(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        await evicting;

        pods.ComingsAndGoings.Count(change => change == "+notes").ShouldBeInRange(1, 2);
    }

    private static Task<V1Pod> EvictAsync(ServiceBox box) => box.Api.MergePatchAsync(Kinds.Pod, box.Key("notes"), Objects.Json(Evicted), "status", Cancellation);

    private static async Task EvictAlwaysAsync(ServiceBox box, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested && await pace.WaitForNextTickAsync(Cancellation))
        {
            if (await box.Api.GetAsync(Kinds.Pod, box.Key("notes"), Cancellation) is { Status.Phase: "Pending" })
            {
                await EvictAsync(box);
            }
        }
    }
}
