using k8s.Models;
using StartOperator.Rendering.Claims;

namespace StartOperator.Rendering.Tests.Claims;

public sealed class ClaimIdentityTests
{
    [Fact]
    public void A_claim_made_for_the_volume_is_the_services_own() => Standing(Claim()).ShouldBe(ClaimStanding.Own);

    [Fact]
    public void A_claim_left_by_an_earlier_service_of_the_same_name_and_package_is_the_services_own()
    {
        var claim = Claim();
        claim.Metadata.Annotations[ServiceLabels.CreatedFor] = "00000000-0000-4000-8000-00000000dead";
        Standing(claim).ShouldBe(ClaimStanding.Own);
        ClaimIdentity.IsAdopted(claim, Sample.Service.Uid).ShouldBeTrue();
    }

    [Fact]
    public void A_claim_made_for_this_very_service_is_not_adopted() => ClaimIdentity.IsAdopted(Claim(), Sample.Service.Uid).ShouldBeFalse();

    [Fact]
    public void A_claim_of_which_nobody_knows_for_whom_it_was_made_counts_as_adopted()
    {
        var claim = Claim();
        claim.Metadata.Annotations = null;
        ClaimIdentity.IsAdopted(claim, Sample.Service.Uid).ShouldBeTrue();
    }

    [Fact]
    public void A_claim_without_labels_is_someone_elses()
    {
        var claim = Claim();
        claim.Metadata.Labels = null;
        Standing(claim).ShouldBe(ClaimStanding.SomeoneElses);
        ClaimIdentity.Describe(claim).ShouldBe("something that StartOperator does not manage");
    }

    [Theory]
    [InlineData(ServiceLabels.Role, "assets")]
    [InlineData(ServiceLabels.Service, "coffee")]
    [InlineData(ServiceLabels.Volume, "cups")]
    public void A_claim_of_another_role_service_or_volume_is_someone_elses(string label, string value)
    {
        var claim = Claim();
        claim.Metadata.Labels[label] = value;
        Standing(claim).ShouldBe(ClaimStanding.SomeoneElses);
    }

    [Fact]
    public void A_claim_with_another_packages_data_is_not_mounted_although_name_service_and_volume_match()
    {
        var claim = Claim();
        claim.Metadata.Labels[ServiceLabels.Package] = "coffee-house";
        Standing(claim).ShouldBe(ClaimStanding.OtherPackage);
        ClaimIdentity.Describe(claim).ShouldBe("volume main of service tea (package coffee-house)");
    }

    [Fact]
    public void A_claim_that_is_being_deleted_is_never_adopted()
    {
        var claim = Claim();
        claim.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        Standing(claim).ShouldBe(ClaimStanding.Terminating);
    }

    [Fact]
    public void A_claim_that_is_being_deleted_and_not_ours_is_still_someone_elses()
    {
        var claim = Claim();
        claim.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        claim.Metadata.Labels[ServiceLabels.Service] = "coffee";
        Standing(claim).ShouldBe(ClaimStanding.SomeoneElses);
    }

    [Fact]
    public void A_claim_whose_volume_is_gone_is_lost()
    {
        var claim = Claim();
        claim.Status = new V1PersistentVolumeClaimStatus { Phase = "Lost" };
        Standing(claim).ShouldBe(ClaimStanding.Lost);
    }

    [Theory]
    [InlineData("1.2.3", ClaimStanding.Own)]
    [InlineData("1.2.2", ClaimStanding.Own)]
    [InlineData("1.2.3.1", ClaimStanding.UsedByNewer)]
    [InlineData("1.10.0", ClaimStanding.UsedByNewer)]
    [InlineData("no version", ClaimStanding.Own)]
    public void A_claim_on_which_a_newer_version_has_run_is_not_mounted(string used, ClaimStanding expected)
    {
        var claim = Claim();
        claim.Metadata.Annotations[ServiceLabels.DataVersion] = used;
        Standing(claim).ShouldBe(expected);
    }

    [Fact]
    public void A_user_who_allows_a_downgrade_gets_the_claim_of_a_newer_version()
    {
        var claim = Claim();
        claim.Metadata.Annotations[ServiceLabels.DataVersion] = "2.0.0";
        ClaimIdentity.Of(claim, Sample.With(Sample.Spec with { AllowDowngrade = true }), "main").ShouldBe(ClaimStanding.Own);
    }

    private static ClaimStanding Standing(V1PersistentVolumeClaim claim) => ClaimIdentity.Of(claim, Sample.Service, "main");

    private static V1PersistentVolumeClaim Claim() => DataClaims.Render(Sample.Service, Sample.Options).ShouldHaveSingleItem();
}
