using k8s.Models;
using StartOperator.Package.Versions;

namespace StartOperator.Rendering.Claims;

/// <summary>What a claim is to a service that wants to mount it.</summary>
public enum ClaimStanding
{
    /// <summary>The service's own: made for it, or for an earlier service of the same name and package.</summary>
    Own,

    /// <summary>It carries no labels of ours, or those of another service or volume: the name is taken.</summary>
    SomeoneElses,

    /// <summary>It holds another package's data.</summary>
    OtherPackage,

    /// <summary>A newer version of the package has already run on it.</summary>
    UsedByNewer,

    /// <summary>It is being deleted.</summary>
    Terminating,

    /// <summary>Its volume is gone.</summary>
    Lost,
}

/// <summary>Decides by its labels whether a claim may be mounted: a wallet must never be given to the wrong program, or to an older one.</summary>
public static class ClaimIdentity
{
    /// <summary>What a claim is to a service.</summary>
    /// <param name="claim">The claim that has the name that <paramref name="volume"/>'s claim would have.</param>
    /// <param name="service">The service.</param>
    /// <param name="volume">The data volume's id.</param>
    public static ClaimStanding Of(V1PersistentVolumeClaim claim, ServiceDefinition service, string volume)
    {
        if (Label(claim, ServiceLabels.Role) != ServiceLabels.Roles.Data
            || Label(claim, ServiceLabels.Service) != service.Name
            || Label(claim, ServiceLabels.Volume) != volume)
        {
            return ClaimStanding.SomeoneElses;
        }

        if (Label(claim, ServiceLabels.Package) != service.Manifest.Id)
        {
            return ClaimStanding.OtherPackage;
        }

        if (claim.Metadata.DeletionTimestamp is not null)
        {
            return ClaimStanding.Terminating;
        }

        if (claim.Status?.Phase == "Lost")
        {
            return ClaimStanding.Lost;
        }

        return !service.Spec.AllowDowngrade && UsedBy(claim) is { } used && used > service.Manifest.Version ? ClaimStanding.UsedByNewer : ClaimStanding.Own;
    }

    /// <summary>The newest version whose main has run on the claim; null when none has.</summary>
    public static EmVersion? UsedBy(V1PersistentVolumeClaim claim) =>
        claim.Metadata.Annotations?.TryGetValue(ServiceLabels.DataVersion, out var text) == true && EmVersion.TryParsePrefix(text, out var version, out _, out _) ? version : null;

    /// <summary>Whether the claim was made for an earlier service, so that deleting this one must spare it.</summary>
    public static bool IsAdopted(V1PersistentVolumeClaim claim, string uid) =>
        claim.Metadata.Annotations?.TryGetValue(ServiceLabels.CreatedFor, out var createdFor) != true || createdFor != uid;

    /// <summary>The package, service and volume that a claim says it belongs to, for messages.</summary>
    public static string Describe(V1PersistentVolumeClaim claim) => Label(claim, ServiceLabels.Role) == ServiceLabels.Roles.Data
        ? $"volume {Label(claim, ServiceLabels.Volume)} of service {Label(claim, ServiceLabels.Service)} (package {Label(claim, ServiceLabels.Package)})"
        : "something that StartOperator does not manage";

    private static string? Label(V1PersistentVolumeClaim claim, string label) =>
        claim.Metadata.Labels?.TryGetValue(label, out var value) == true ? value : null;
}
