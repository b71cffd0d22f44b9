using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing.Tests.Compared;

/// <summary>Claims and volumes, the same by kube-controller-manager and by the local binder.</summary>
public sealed class BindingTests(Clusters clusters)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_provisioned_claim_is_bound_and_says_by_whom(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.EventAsync("data", "WaitForFirstConsumer", Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        var claim = await BoundAsync(box, "data");
        var volume = await VolumeAsync(box, claim);

        claim.Metadata.Annotations.OrderBy(annotation => annotation.Key).Select(annotation => $"{annotation.Key}={annotation.Value}").ShouldBe(
        [
            "pv.kubernetes.io/bind-completed=yes",
            "pv.kubernetes.io/bound-by-controller=yes",
            "volume.beta.kubernetes.io/storage-provisioner=startoperator.io/simulated",
            "volume.kubernetes.io/selected-node=arm-1",
            "volume.kubernetes.io/storage-provisioner=startoperator.io/simulated",
        ]);
        claim.Metadata.Finalizers.ShouldBe(["kubernetes.io/pvc-protection"]);
        claim.Status.AccessModes.ShouldBe(["ReadWriteOnce"]);
        claim.Status.Capacity["storage"].ToString().ShouldBe("1Gi");
        volume.Metadata.Finalizers.ShouldBe(["kubernetes.io/pv-protection"]);
        volume.Metadata.Annotations.Keys.ShouldBe(["pv.kubernetes.io/provisioned-by"]);
        (await box.EventAsync("data", "ExternalProvisioning", Cancellation)).Message.ShouldStartWith(
            "Waiting for a volume to be created either by the external provisioner 'startoperator.io/simulated' or manually by the system ");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_takes_the_smallest_volume_that_is_large_enough(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var name = box.Name;
        await CreateVolumeAsync(box, $"{name}-small", "1Gi", name);
        await CreateVolumeAsync(box, $"{name}-fits", "3Gi", name);
        await CreateVolumeAsync(box, $"{name}-large", "9Gi", name);

        await box.CreateAsync(Samples.Claim("data", "2Gi", storageClass: name), Cancellation);

        var claim = await BoundAsync(box, "data");
        claim.Spec.VolumeName.ShouldBe($"{name}-fits");
        claim.Status.Capacity["storage"].ToString().ShouldBe("3Gi");
        var volume = await VolumeAsync(box, claim);
        volume.Metadata.Annotations["pv.kubernetes.io/bound-by-controller"].ShouldBe("yes");
        volume.Spec.ClaimRef.Uid.ShouldBe(claim.Metadata.Uid);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_takes_the_volume_that_names_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var name = box.Name;
        await CreateVolumeAsync(box, $"{name}-small", "2Gi", name);
        var reference = new V1ObjectReference { Name = "data", NamespaceProperty = name };
        await CreateVolumeAsync(box, $"{name}-meant", "9Gi", name, volume => volume.Spec.ClaimRef = reference);

        await box.CreateAsync(Samples.Claim("data", "2Gi", storageClass: name), Cancellation);

        var claim = await BoundAsync(box, "data");
        claim.Spec.VolumeName.ShouldBe($"{name}-meant");
        var volume = await VolumeAsync(box, claim);
        (volume.Metadata.Annotations?.Keys ?? []).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_that_names_its_volume_waits_for_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var claim = Samples.Claim("data", storageClass: "");
        claim.Spec.VolumeName = $"{box.Name}-own";
        await box.CreateAsync(claim, Cancellation);
        await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Status.Phase == "Pending", Cancellation);

        await CreateVolumeAsync(box, $"{box.Name}-own", "2Gi", "");

        (await BoundAsync(box, "data")).Metadata.Annotations.Keys.ShouldBe(["pv.kubernetes.io/bind-completed"]);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_without_class_or_volume_says_so(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);

        await box.CreateAsync(Samples.Claim("data", storageClass: ""), Cancellation);

        (await box.EventAsync("data", "FailedBinding", Cancellation)).Message.ShouldBe(
            "no persistent volumes available for this claim and no storage class is set");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_of_an_unknown_class_says_so(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);

        await box.CreateAsync(Samples.Claim("data", storageClass: "nonesuch"), Cancellation);

        var told = await box.EventAsync("data", "ProvisioningFailed", Cancellation);
        (told.Type, told.Message).ShouldBe(("Warning", "storageclass.storage.k8s.io \"nonesuch\" not found"));
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_that_loses_its_volume_is_Lost(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await CreateVolumeAsync(box, $"{box.Name}-own", "2Gi", box.Name);
        await box.CreateAsync(Samples.Claim("data", storageClass: box.Name), Cancellation);
        await BoundAsync(box, "data");

        await box.Api.DeleteAsync<V1PersistentVolume>(new(null, $"{box.Name}-own"), new(), Cancellation);
        (await box.Observer.UntilAsync<V1PersistentVolume>(
            new(null, $"{box.Name}-own"), volume => volume.Metadata.DeletionTimestamp is not null, Cancellation)).Status.Phase.ShouldBe("Bound");
        await box.Api.PatchAsync<V1PersistentVolume>(
            new(null, $"{box.Name}-own"), new() { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Cancellation);

        var claim = await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Status.Phase == "Lost", Cancellation);
        (claim.Status.Capacity, claim.Status.AccessModes).ShouldBe((null, null));
        (await box.EventAsync("data", "ClaimLost", Cancellation)).Message.ShouldBe(
            "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_retained_volume_is_Released_and_given_to_nobody_else(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await CreateVolumeAsync(box, $"{box.Name}-own", "2Gi", box.Name);
        await box.CreateAsync(Samples.Claim("data", storageClass: box.Name), Cancellation);
        await BoundAsync(box, "data");

        await box.Api.DeleteAsync<V1PersistentVolumeClaim>(box.Key("data"), new(), Cancellation);
        await box.Observer.UntilAsync<V1PersistentVolume>(new(null, $"{box.Name}-own"), volume => volume.Status.Phase == "Released", Cancellation);
        await box.CreateAsync(Samples.Claim("data", storageClass: box.Name), Cancellation);

        await box.EventAsync("data", "ProvisioningFailed", Cancellation);
        (await box.Observer.UntilAsync<V1PersistentVolume>(new(null, $"{box.Name}-own"), _ => true, Cancellation)).Status.Phase.ShouldBe("Released");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_claim_in_use_outlives_its_deletion_even_by_a_pod_that_has_ended(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.CreateAsync(Samples.Pod("once", spec => spec.RestartPolicy = "Never", "data"), Cancellation);
        await box.PodAsync("once", pod => pod.Status.Phase == "Succeeded", Cancellation);
        var volume = (await BoundAsync(box, "data")).Spec.VolumeName;

        await box.Api.DeleteAsync<V1PersistentVolumeClaim>(box.Key("data"), new(), Cancellation);
        await box.CreateAsync(Samples.Claim("other"), Cancellation);
        await box.EventAsync("other", "WaitForFirstConsumer", Cancellation);
        var held = await box.Observer.UntilAsync<V1PersistentVolumeClaim>(
            box.Key("data"), claim => claim.Metadata.DeletionTimestamp is not null, Cancellation);
        held.Metadata.Finalizers.ShouldBe(["kubernetes.io/pvc-protection"]);
        await box.Api.DeleteAsync<V1Pod>(box.Key("once"), new(), Cancellation);

        await box.Observer.UntilGoneAsync<V1PersistentVolumeClaim>(box.Key("data"), Cancellation);
        await box.Observer.UntilGoneAsync<V1PersistentVolume>(new(null, volume), Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task Volumes_that_wait_for_a_consumer_are_chosen_for_its_node(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var name = box.Name;
        await box.Api.CreateAsync(
            new V1StorageClass
            {
                ApiVersion = "storage.k8s.io/v1",
                Kind = "StorageClass",
                Metadata = new() { Name = name },
                Provisioner = "kubernetes.io/no-provisioner",
                VolumeBindingMode = "WaitForFirstConsumer",
            },
            Cancellation);
        await CreateVolumeAsync(box, $"{name}-there", "1Gi", name, volume => volume.Spec.NodeAffinity = On("amd-1"));
        await CreateVolumeAsync(box, $"{name}-here", "2Gi", name, volume => volume.Spec.NodeAffinity = On("arm-1"));
        await box.CreateAsync(Samples.Claim("data", storageClass: name), Cancellation);

        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);

        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        (await BoundAsync(box, "data")).Spec.VolumeName.ShouldBe($"{name}-here");

        static V1VolumeNodeAffinity On(string node)
        {
            var hostname = new V1NodeSelectorRequirement { Key = "kubernetes.io/hostname", OperatorProperty = "In", Values = [node] };
            return new() { Required = new() { NodeSelectorTerms = [new() { MatchExpressions = [hostname] }] } };
        }
    }

    private static Task<V1PersistentVolumeClaim> BoundAsync(Box box, string name) =>
        box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key(name), claim => claim.Status.Phase == "Bound", Cancellation);

    private static Task<V1PersistentVolume> VolumeAsync(Box box, V1PersistentVolumeClaim claim) =>
        box.Observer.UntilAsync<V1PersistentVolume>(
            new ObjectKey(null, claim.Spec.VolumeName), volume => volume.Status.Phase == "Bound", Cancellation);

    private static async Task CreateVolumeAsync(Box box, string name, string size, string storageClass, Action<V1PersistentVolume>? change = null)
    {
        var volume = new V1PersistentVolume
        {
            ApiVersion = "v1",
            Kind = "PersistentVolume",
            Metadata = new() { Name = name },
            Spec = new()
            {
                StorageClassName = storageClass,
                PersistentVolumeReclaimPolicy = "Retain",
                AccessModes = ["ReadWriteOnce"],
                Capacity = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) },
                HostPath = new() { Path = "/tmp/never-used" },
            },
        };
        change?.Invoke(volume);
        await box.Api.CreateAsync(volume, Cancellation);
        await box.Observer.UntilAsync<V1PersistentVolume>(new(null, name), seen => seen.Status.Phase is "Available" or "Bound", Cancellation);
    }
}
