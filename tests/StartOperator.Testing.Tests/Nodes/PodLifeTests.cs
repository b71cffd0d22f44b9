using k8s.Models;

namespace StartOperator.Testing.Tests.Nodes;

public sealed class PodLifeTests(SharedCluster shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_with_a_claim_is_scheduled_bound_and_runs()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);

        var pod = await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        pod.Spec.NodeName.ShouldBe("arm-1");
        pod.Status.Phase.ShouldBe("Running");
        pod.Status.PodIP.ShouldNotBeNullOrEmpty();
        pod.Status.ObservedGeneration.ShouldBe(pod.Metadata.Generation);
        var main = pod.Status.ContainerStatuses.ShouldHaveSingleItem();
        main.ContainerID.ShouldStartWith("containerd://");
        main.State.Running.StartedAt.ShouldNotBeNull();
        (await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Status.Phase == "Bound", Cancellation))
            .Spec.VolumeName.ShouldStartWith("pvc-");
    }
}
