using k8s.Models;
using StartOperator.Rendering.Claims;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Status;

namespace StartOperator.Rendering.Tests.Refusals;

public sealed class ClaimRefusalsTests
{
    [Fact]
    public void The_services_own_claim_is_fine() => Of(_ => { }).ShouldBeNull();

    [Fact]
    public void A_taken_name_is_told_with_the_labels_that_would_have_the_claim_adopted()
    {
        var refusal = Refused(claim => claim.Metadata.Labels = null, Reasons.NameTaken);
        refusal.Message.ShouldContain("the claim tea-main, which is something that StartOperator does not manage");
        refusal.Message.ShouldContain("startoperator.io/role=data, startoperator.io/package=tea-house, startoperator.io/service=tea, startoperator.io/volume=main");
    }

    [Fact]
    public void Another_packages_data_is_told_with_both_packages()
    {
        var refusal = Refused(claim => claim.Metadata.Labels[ServiceLabels.Package] = "coffee-house", Reasons.ClaimOfOtherPackage);
        refusal.Message.ShouldContain("coffee-house");
        refusal.Message.ShouldContain("tea-house");
    }

    [Fact]
    public void A_downgrade_is_told_with_both_versions_and_the_field_that_allows_it()
    {
        var refusal = Refused(claim => claim.Metadata.Annotations[ServiceLabels.DataVersion] = "9.0.0", Reasons.DowngradeRefused);
        refusal.Message.ShouldContain("version 9.0.0 has run on the data of volume main, and 1.2.3 is older");
        refusal.Message.ShouldContain("spec.allowDowngrade");
    }

    [Fact]
    public void A_lost_claim_is_told_with_its_volume() => Refused(
        claim =>
        {
            claim.Spec.VolumeName = "pv-of-tea";
            claim.Status = new V1PersistentVolumeClaimStatus { Phase = "Lost" };
        },
        Reasons.ClaimLost).Message.ShouldContain("pv-of-tea");

    [Fact]
    public void A_claim_that_is_being_deleted_is_waited_for() => Of(claim => claim.Metadata.DeletionTimestamp = DateTime.UnixEpoch)
        .ShouldBeOfType<Situation.Progressing>().Reason.ShouldBe(Reasons.ClaimTerminating);

    [Fact]
    public void A_claim_that_is_gone_is_told_with_both_ways_out()
    {
        var refusal = ClaimRefusals.OfAbsent("tea-main", "main", [new() { Name = "main", Claim = "tea-main", UsedBy = "1.2.3" }], Sample.Service).ShouldNotBeNull();
        refusal.Reason.ShouldBe(Reasons.ClaimLost);
        refusal.Message.ShouldContain("restore it from a backup");
        refusal.Message.ShouldContain("delete the StartService tea and create it again");
    }

    [Fact]
    public void A_claim_that_never_was_or_on_which_nothing_has_run_may_be_made()
    {
        ClaimRefusals.OfAbsent("tea-main", "main", [], Sample.Service).ShouldBeNull();
        ClaimRefusals.OfAbsent("tea-main", "main", [new() { Name = "main", Claim = "tea-main" }], Sample.Service).ShouldBeNull();
    }

    private static Situation.Refused Refused(Action<V1PersistentVolumeClaim> change, string reason)
    {
        var refusal = Of(change).ShouldBeOfType<Situation.Refused>();
        refusal.Reason.ShouldBe(reason);
        return refusal;
    }

    private static Situation? Of(Action<V1PersistentVolumeClaim> change)
    {
        var claim = DataClaims.Render(Sample.Service, Sample.Options).Single();
        change(claim);
        return ClaimRefusals.Of(claim, Sample.Service, "main");
    }
}
