using k8s.Models;

namespace StartOperator.Testing.Tests;

/// <summary>Waiting for a cluster, and what a wait in vain says.</summary>
public sealed class ClusterObserverTests(Clusters clusters)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_contents_of_a_ConfigMap_are_seen()
    {
        await using var box = await clusters.BoxAsync();
        await box.CreateAsync(Samples.ConfigMap("config", "rpc"), Cancellation);

        (await box.Observer.UntilAsync<V1ConfigMap>(box.Key("config"), _ => true, Cancellation)).Data["rpc"].ShouldBe("value");
    }

    [Fact]
    public async Task A_wait_in_vain_shows_what_was_last_seen()
    {
        var cluster = await clusters.GetAsync();
        await using var observer = new ClusterObserver(cluster.Configuration) { Limit = TimeSpan.FromSeconds(5) };

        var late = await Should.ThrowAsync<TimeoutException>(() => observer.UntilAsync<V1Node>(new(null, "arm-1"), _ => false, Cancellation));

        late.Message.ShouldStartWith("waited 5 s in vain; last seen: {\"apiVersion\":\"v1\",\"kind\":\"Node\"");
    }

    [Fact]
    public async Task What_is_there_is_not_taken_for_gone_while_it_is_being_listed()
    {
        var cluster = await clusters.GetAsync();
        await using var observer = new ClusterObserver(cluster.Configuration) { Limit = TimeSpan.FromMilliseconds(500) };

        await Should.ThrowAsync<TimeoutException>(() => observer.UntilGoneAsync<V1Namespace>(new(null, "kube-system"), Cancellation));
    }
}
