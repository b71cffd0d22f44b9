using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering;
using StartOperator.Rendering.Pods;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Services;

/// <summary>What to say of a service's pointer volumes.</summary>
public static class PointerVerdict
{
    /// <summary>The condition; null for a package without pointer volumes.</summary>
    /// <param name="service">The service.</param>
    /// <param name="resolved">What each pointer leads to now.</param>
    /// <param name="pod">The pod of main, whose mounts are what they were when it was made; null when there is none.</param>
    public static Verdict? Of(ServiceDefinition service, IReadOnlyDictionary<string, PointerResolution> resolved, V1Pod? pod)
    {
        var pointers = service.Manifest.Volumes.Where(v => v.Value is PointerVolume && service.Manifest.Main.Mounts.ContainsKey(v.Key)).Select(v => (Id: v.Key, Volume: (PointerVolume)v.Value)).ToList();
        if (pointers.Count == 0)
        {
            return null;
        }

        var absent = pointers.Where(p => resolved.GetValueOrDefault(p.Id).Claim is null).ToList();
        if (absent.Count > 0)
        {
            return new Verdict(
                ConditionTypes.PointersResolved,
                ConditionStatus.False,
                Reasons.TargetAbsent,
                $"{string.Join(", ", absent.Select(p => $"{p.Id} points to volume {p.Volume.VolumeId} of package {p.Volume.PackageId}"))}, which {(absent.Count > 1 ? "are" : "is")} not "
                + "installed here: main sees an empty folder until it is installed and main is restarted");
        }

        var waiting = pointers.Where(p => pod?.Spec?.Volumes?.Any(v => v.Name == ChildNames.PodVolume(PodVolumes.AbsentKind, p.Id)) == true).ToList();
        return waiting.Count > 0
            ? new Verdict(
                ConditionTypes.PointersResolved,
                ConditionStatus.False,
                Reasons.AwaitsRestart,
                $"{string.Join(", ", waiting.Select(p => p.Id))}: the data is there now, and main will see it after a restart (set spec.restartedAt)")
            : new Verdict(ConditionTypes.PointersResolved, ConditionStatus.True, Reasons.AllResolved, "every pointer volume leads to data");
    }
}
