using System.Text.Json;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering;
using StartOperator.Rendering.Admission;
using StartOperator.Rendering.Dependencies;
using StartOperator.Rendering.Networking;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Controllers;
using StartOperator.Services;

namespace StartOperator.Admission;

/// <summary>
/// Says at once what the operator would say later in a service's conditions, with the same rules. Refused is only what the operator would call
/// stalled and nothing but another edit of the same resource could put right; the rest are warnings. A change is refused only for what was not wrong
/// before, so that a resource which got past an absent webhook can still be edited, put right step by step, and deleted.
/// </summary>
/// <param name="planner">Decides what to run.</param>
/// <param name="neighbourhood">What there is.</param>
/// <param name="health">Whether the caches are full.</param>
/// <param name="settings">The namespaces that are looked at.</param>
public sealed class AdmissionJudge(ServicePlanner planner, Neighbourhood neighbourhood, OperatorHealth health, OperatorSettings settings)
{
    private const int MostWarnings = 12;
    private const int Unprocessable = 422;

    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        Reasons.InvalidManifest, Reasons.InvalidSpec, Reasons.NamespaceRefused, Reasons.NameTaken, Reasons.DowngradeRefused, Reasons.MigrationNeeded,
        Reasons.ClaimOfOtherPackage,
    };

    /// <summary>Answers a request. What can't be judged, because the caches are not full or the object can't be read, is allowed.</summary>
    internal AdmissionResponse Answer(string uid, AdmissionRequest request) =>
        health.AllCachesSynced && request.Namespace is { Length: > 0 } space && (settings.Namespaces.Count == 0 || settings.Namespaces.Contains(space, StringComparer.Ordinal))
            ? Judge(uid, request)
            : new AdmissionResponse { Uid = uid, Allowed = true };

    /// <summary>Judges by what the caches hold, full or not.</summary>
    internal AdmissionResponse Judge(string uid, AdmissionRequest request)
    {
        var allowed = new AdmissionResponse { Uid = uid, Allowed = true };
        if (IsUntouched(request))
        {
            return allowed;
        }

        var (old, @new) = (Read(request.OldObject), Read(request.Object));
        if (@new?.Metadata.DeletionTimestamp is not null || (old ?? @new) is null)
        {
            return allowed;
        }

        var (refusal, warnings) = @new is null ? (null, OfDeletion(old!)) : OfChange(old, @new);
        var told = warnings.Concat(AlertWarnings.Of(old, @new)).Select(WarningText.Of).Where(w => w.Length > 0).Take(MostWarnings).ToList();
        return allowed with
        {
            Allowed = refusal is null,
            Status = refusal is null ? null : new AdmissionStatus(Unprocessable, "Invalid", $"{refusal.Reason}: {refusal.Message}"),
            Warnings = told.Count > 0 ? told : null,
        };
    }

    private (Situation.Refused? Refusal, IEnumerable<string> Warnings) OfChange(StartService? old, StartService @new)
    {
        if (old is null)
        {
            // Whoever comes later has no claim to a name.
            @new.Metadata.CreationTimestamp = DateTime.MaxValue;
        }

        var refusals = planner.Refusals(@new).ToList();
        var before = old is null ? [] : planner.Refusals(old).Select(r => r.Reason).ToList();
        if (refusals.Find(r => Refused.Contains(r.Reason) && (old is null || IsNew(r.Reason, old, @new, before))) is { } worse)
        {
            return (worse, []);
        }

        var warnings = refusals.Take(1).Select(r => $"{r.Reason}: {r.Message}");
        return (null, warnings.Concat(OfNeighbours(old, @new)));
    }

    /// <summary>Whether a reason is another than before; or the same, but for a field that was in order.</summary>
    private static bool IsNew(string reason, StartService old, StartService @new, List<string> before) => reason is Reasons.InvalidManifest or Reasons.InvalidSpec
        ? InvalidFields.IsAnyNew(reason, old, @new)
        : !before.Contains(reason, StringComparer.Ordinal);

    private IEnumerable<string> OfNeighbours(StartService? old, StartService @new)
    {
        if (ServiceDefinition.Of(@new) is not { } service)
        {
            return [];
        }

        var before = old is null ? null : ServiceDefinition.Of(old);
        var isOther = before?.Manifest != service.Manifest;
        return
        [
            .. isOther ? DependencyFaults.Of(service.Manifest, package => neighbourhood.Installed(service.Namespace, package)).Select(f => f.Message) : [],
            .. isOther ? PortClashes.Of(service, neighbourhood.Services(service.Namespace)) : [],
            .. isOther ? OfPointers(service) : [],
            .. before is not null && before.Manifest.Version != service.Manifest.Version
                ? DependencyFaults.Broken(service.Manifest, before.Manifest.Version, neighbourhood.DependingOn(service.Namespace, service.Manifest.Id))
                    .Select(d => $"{d} needs another version of {service.Manifest.Id} than {service.Manifest.Version}")
                : [],
            .. before?.Spec.State == ServiceState.Running && service.Spec.State == ServiceState.Stopped ? OfDependants(service) : [],
        ];
    }

    /// <summary>Pointers that lead nowhere: as on StartOS, the service runs all the same.</summary>
    private IEnumerable<string> OfPointers(ServiceDefinition service) =>
        from volume in service.Manifest.Volumes
        where volume.Value is PointerVolume && service.Manifest.Main.Mounts.ContainsKey(volume.Key)
        let pointer = (PointerVolume)volume.Value
        where pointer.PackageId != service.Manifest.Id
        let target = neighbourhood.Installed(service.Namespace, pointer.PackageId)
        where target is null ? neighbourhood.TargetOf(service, pointer) is null : target.Spec.Manifest.Value?.Volumes.GetValueOrDefault(pointer.VolumeId) is not DataVolume
        select target is null
            ? $"volume {volume.Key} points to package {pointer.PackageId}, which is not installed in this namespace"
            : $"volume {volume.Key} points to data volume {pointer.VolumeId} of package {pointer.PackageId}, which has none of that name";

    private IEnumerable<string> OfDeletion(StartService old) => ServiceDefinition.Of(old) is not { } service
        ? []
        :
        [
            .. service.Spec.DeletionPolicy == DeletionPolicy.Delete ? [$"spec.deletionPolicy is Delete: the data of {service.Name} is deleted with it"] : (string[])[],
            .. OfDependants(service),
        ];

    private IEnumerable<string> OfDependants(ServiceDefinition service) =>
        neighbourhood.DependantsOf(service) is { Count: > 0 } dependants && neighbourhood.Installed(service.Namespace, service.Manifest.Id)?.Metadata.Name == service.Name
            ? [$"{string.Join(", ", dependants)} depend{(dependants.Count > 1 ? "" : "s")} on {service.Manifest.Id}"]
            : [];

    /// <summary>Whether the spec is the same to the byte: the API server writes equal ones equally, and what it should write otherwise is merely judged.</summary>
    private static bool IsUntouched(AdmissionRequest request) =>
        request is { Object: { Spec.IsEmpty: false } now, OldObject: { } before } && now.Spec.Span.SequenceEqual(before.Spec.Span);

    private static StartService? Read(ReviewedObject? reviewed)
    {
        try
        {
            return reviewed is { } present ? StartServiceKind.Kind.Read(present.Json.Span) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
