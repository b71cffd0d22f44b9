using k8s.Models;
using StartOperator.Rendering.Claims;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Refusals;

/// <summary>Which claims a service may not mount.</summary>
public static class ClaimRefusals
{
    /// <summary>Why a claim that has a volume's name can't be that volume; null when it can, or soon will.</summary>
    public static Situation? Of(V1PersistentVolumeClaim claim, ServiceDefinition service, string volume) => ClaimIdentity.Of(claim, service, volume) switch
    {
        ClaimStanding.SomeoneElses => new Situation.Refused(
            Reasons.NameTaken,
            $"volume {volume} needs the claim {claim.Metadata.Name}, which is {ClaimIdentity.Describe(claim)}: rename one of the two, "
            + $"or label the claim as this volume ({ServiceLabels.Role}={ServiceLabels.Roles.Data}, {ServiceLabels.Package}={service.Manifest.Id}, "
            + $"{ServiceLabels.Service}={service.Name}, {ServiceLabels.Volume}={volume}) to have it adopted"),
        ClaimStanding.OtherPackage => new Situation.Refused(
            Reasons.ClaimOfOtherPackage,
            $"the claim {claim.Metadata.Name} holds {ClaimIdentity.Describe(claim)}, and this service is package {service.Manifest.Id}: "
            + "give the service another name, or delete the claim if nobody needs its data"),
        ClaimStanding.UsedByNewer => new Situation.Refused(
            Reasons.DowngradeRefused,
            $"version {ClaimIdentity.UsedBy(claim)} has run on the data of volume {volume}, and {service.Manifest.Version} is older: install a version that is "
            + "not, or set spec.allowDowngrade if the package can read newer data"),
        ClaimStanding.Terminating => new Situation.Progressing(
            Reasons.ClaimTerminating,
            $"the claim {claim.Metadata.Name} of volume {volume} is being deleted; main does not start on it"),
        ClaimStanding.Lost => new Situation.Refused(
            Reasons.ClaimLost,
            $"the claim {claim.Metadata.Name} of volume {volume} has lost its PersistentVolume {claim.Spec?.VolumeName}: bring the volume back, or restore a backup"),
        _ => null,
    };

    /// <summary>
    /// Why a claim that is not there must not be made; null when it may be. When main has run on it, an empty one in its place would be a silent
    /// loss.
    /// </summary>
    /// <param name="claim">The claim's name.</param>
    /// <param name="volume">The data volume's id.</param>
    /// <param name="known">What the service's status tells of its volumes.</param>
    /// <param name="service">The service.</param>
    public static Situation.Refused? OfAbsent(string claim, string volume, IReadOnlyList<VolumeStatus> known, ServiceDefinition service) =>
        known.FirstOrDefault(v => v.Name == volume && v.Claim == claim)?.UsedBy is { } usedBy
            ? new Situation.Refused(
                Reasons.ClaimLost,
                $"the claim {claim} of volume {volume}, on which version {usedBy} has run, is gone: restore it from a backup under the same name and labels; "
                + $"to begin with empty volumes, delete the StartService {service.Name} and create it again")
            : null;

    /// <summary>Why a service's volumes can't be mounted together; null when they can.</summary>
    public static Situation.Refused? Apart(IReadOnlyList<ClaimNodes> claims) => ClaimNodes.FindApart(claims) is var (first, second)
        ? new Situation.Refused(
            Reasons.VolumesOnDifferentNodes,
            $"the claim {first.Claim} is on node {Names(first)} and the claim {second.Claim} is on node {Names(second)}, and one pod needs both: "
            + "move the data of one of them, or use storage that both nodes can attach")
        : null;

    private static string Names(ClaimNodes claim) => string.Join(", ", (claim.Nodes ?? new HashSet<string>()).Order(StringComparer.Ordinal));
}
