using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering.Claims;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Claims;

public sealed class DataClaimsTests
{
    [Fact]
    public void Every_data_volume_has_a_claim_and_no_other_volume_has()
    {
        var service = Sample.WithVolumes(
            ("cups", new DataVolume()), ("pages", new AssetsVolume()), ("roses", Sample.Pointer("garden")), ("tls", new CertificateVolume("web")));
        DataClaims.Render(service, Sample.Options).Select(c => c.Metadata.Name).ShouldBe(["tea-cups", "tea-main"]);
    }

    [Fact]
    public void A_claim_has_no_owner_so_that_the_data_outlives_the_service() => Claim(Sample.Service).Metadata.OwnerReferences.ShouldBeNull();

    [Fact]
    public void A_claim_can_be_mounted_by_two_pods_of_one_node() => Claim(Sample.Service).Spec.AccessModes.ShouldBe(["ReadWriteOnce"]);

    [Fact]
    public void A_claim_without_wishes_has_the_administrators_size_and_the_clusters_class()
    {
        Size(Claim(Sample.Service)).ShouldBe("10Gi");
        Claim(Sample.Service).Spec.StorageClassName.ShouldBeNull();
    }

    [Fact]
    public void What_is_said_of_one_volume_goes_before_what_is_said_of_all()
    {
        var storage = new StorageSpec
        {
            Size = "5Gi",
            StorageClassName = "slow",
            Volumes = new Dictionary<string, VolumeStorage> { ["main"] = new() { Size = "50Gi" }, ["cups"] = new() { StorageClassName = "fast" } },
        };
        var service = Sample.WithVolumes(("cups", new DataVolume()));
        var claims = DataClaims.Render(service with { Spec = service.Spec with { Storage = storage } }, Sample.Options);
        claims.Select(c => (c.Metadata.Name, Size(c), c.Spec.StorageClassName)).ShouldBe([("tea-cups", "5Gi", "fast"), ("tea-main", "50Gi", "slow")]);
    }

    [Fact]
    public void The_claim_for_a_writable_pointer_is_labelled_for_its_package_to_adopt()
    {
        var claim = DataClaims.ForPointer(Sample.Service, Sample.Pointer("garden", "beds", isReadonly: false), Sample.Options);
        claim.Metadata.Name.ShouldBe("garden-beds");
        claim.Metadata.Annotations[ServiceLabels.CreatedFor].ShouldBe(Sample.Service.Uid);

        var garden = Sample.With(Sample.Manifest with { Id = "garden", Volumes = Sample.Volumes(("beds", new DataVolume())) }) with { Name = "garden", Uid = "another" };
        ClaimIdentity.Of(claim, garden, "beds").ShouldBe(ClaimStanding.Own);
        ClaimIdentity.IsAdopted(claim, garden.Uid).ShouldBeTrue();
    }

    private static V1PersistentVolumeClaim Claim(ServiceDefinition service) => DataClaims.Render(service, Sample.Options).ShouldHaveSingleItem();

    private static string Size(V1PersistentVolumeClaim claim) => claim.Spec.Resources.Requests["storage"].ToString();
}
