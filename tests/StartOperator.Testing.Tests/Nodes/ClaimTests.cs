using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Storage;

namespace StartOperator.Testing.Tests.Nodes;

/// <summary>Claims of the simulated StorageClass beside the real volume binder.</summary>
public sealed class ClaimTests(Clusters shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_waits_for_its_first_consumer_and_stays_on_its_node()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.EventAsync("data", "WaitForFirstConsumer", Cancellation);

        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);

        var claim = await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Status.Phase == "Bound", Cancellation);
        var volume = await box.Observer.UntilAsync<V1PersistentVolume>(new(null, claim.Spec.VolumeName), _ => true, Cancellation);
        volume.Spec.NodeAffinity.Required.NodeSelectorTerms[0].MatchExpressions[0].Values.ShouldBe(["arm-1"]);
        claim.Metadata.Annotations["volume.kubernetes.io/selected-node"].ShouldBe("arm-1");
    }

    [Fact]
    public async Task A_claim_of_an_immediate_class_is_bound_without_a_consumer()
    {
        await using var box = await shared.BoxAsync();
        await box.Api.CreateIfAbsentAsync(
            new V1StorageClass
            {
                ApiVersion = "storage.k8s.io/v1",
                Kind = "StorageClass",
                Metadata = new() { Name = "immediate" },
                Provisioner = ClaimProvisioner.Name,
                VolumeBindingMode = "Immediate",
            },
            Cancellation);

        await box.CreateAsync(Samples.Claim("data", storageClass: "immediate"), Cancellation);

        await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Status.Phase == "Bound", Cancellation);
    }

    [Fact]
    public async Task A_claim_that_grows_gets_a_larger_volume()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        var requests = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "3Gi" } };
        await box.Api.PatchAsync<V1PersistentVolumeClaim>(
            box.Key("data"), new() { ["spec"] = new JsonObject { ["resources"] = requests } }, Cancellation);

        var claim = await box.Observer.UntilAsync<V1PersistentVolumeClaim>(
            box.Key("data"), claim => claim.Status.Capacity?["storage"].ToString() == "3Gi", Cancellation);
        var volume = await box.Observer.UntilAsync<V1PersistentVolume>(new(null, claim.Spec.VolumeName), _ => true, Cancellation);
        volume.Spec.Capacity["storage"].ToString().ShouldBe("3Gi");
    }

    [Fact]
    public async Task A_deleted_claim_takes_its_volume_with_it_once_no_pod_uses_it()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        var claim = await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Status.Phase == "Bound", Cancellation);

        await box.Api.DeleteAsync<V1PersistentVolumeClaim>(box.Key("data"), new(), Cancellation);
        await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Metadata.DeletionTimestamp is not null, Cancellation);
        await box.Api.DeleteAsync<V1Pod>(box.Key("wallet"), new(), Cancellation);

        await box.Observer.UntilGoneAsync<V1PersistentVolumeClaim>(box.Key("data"), Cancellation);
        await box.Observer.UntilGoneAsync<V1PersistentVolume>(new(null, claim.Spec.VolumeName), Cancellation);
    }
}
