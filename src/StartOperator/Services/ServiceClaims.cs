using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering;
using StartOperator.Rendering.Claims;
using StartOperator.Rendering.Pods;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Events;

namespace StartOperator.Services;

/// <summary>The claims of the data volumes: they are created, adopted and grown, never shrunk, moved or replaced.</summary>
/// <param name="applier">Writes.</param>
/// <param name="client">Notes versions.</param>
/// <param name="neighbourhood">What there is.</param>
/// <param name="events">Tells the user.</param>
/// <param name="options">The administrator's settings.</param>
[EntityRbac(typeof(V1PersistentVolumeClaim), Verbs = RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch)]
public sealed class ServiceClaims(Applier applier, ApiClient client, Neighbourhood neighbourhood, EventRecorder events, RenderingOptions options)
{
    private const string MarkManager = StartOperatorServices.OperatorName + "-data-version";

    /// <summary>A claim that is being bound changes a few times in a second.</summary>
    private const int MarkAttempts = 5;

    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(2);

    /// <summary>Makes the claims as they should be, and reports on them. Returns why that can't be; null when they are.</summary>
    public async Task<Situation?> EnsureAsync(StartService service, ServiceDefinition definition, ServiceReport report, CancellationToken cancellationToken)
    {
        var asAsked = new Verdict(ConditionTypes.StorageAsAsked, ConditionStatus.True, Reasons.AsAsked, "the claims are as the resource asks");
        foreach (var desired in DataClaims.Render(definition, options))
        {
            var observed = neighbourhood.Claim(definition.Namespace, desired.Metadata.Name);
            var volume = desired.GetLabel(ServiceLabels.Volume);
            if (observed is null && ClaimRefusals.OfAbsent(desired.Metadata.Name, volume, service.Status?.Volumes ?? [], definition) is { } lost)
            {
                return lost;
            }

            var difference = observed is null || IsAsWritten(desired, observed) ? null : KeepWhatCannotChange(desired, observed, definition);
            var result = await EnsureAsync(service, definition, desired, observed, cancellationToken);
            if (result.Outcome == ApplyOutcome.NameTaken)
            {
                return ServiceChildren.NameTaken(Kinds.PersistentVolumeClaim.Kind, desired.Metadata.Name);
            }

            if (result.Outcome == ApplyOutcome.Absent)
            {
                return Going(desired.Metadata.Name, volume);
            }

            if (result is { Outcome: ApplyOutcome.Rejected, Observed: null })
            {
                return ServiceChildren.Rejected(Kinds.PersistentVolumeClaim.Kind, desired.Metadata.Name, result.Refusal!);
            }

            if (difference is null && result.Outcome == ApplyOutcome.Rejected)
            {
                asAsked = Rejected(desired.Metadata.Name, result.Refusal!, report);
            }
            else if (difference is not null)
            {
                asAsked = new Verdict(ConditionTypes.StorageAsAsked, ConditionStatus.False, Reasons.ClaimImmutable, difference);
            }
            else if (asAsked.Status == ConditionStatus.True && result.Observed is { } claim && IsGrowing(claim))
            {
                asAsked = new Verdict(
                    ConditionTypes.StorageAsAsked, ConditionStatus.False, Reasons.ClaimGrowing, $"{claim.Metadata.Name} grows to {claim.Spec.Resources.Requests["storage"]}");
            }
        }

        report.Add(asAsked);
        report.Volumes = Volumes(service, definition);
        return null;
    }

    /// <summary>What is forbidden today, by a role, a quota or a class that can't grow, may be allowed tomorrow, and none of these is watched.</summary>
    private static Verdict Rejected(string name, ApiException refusal, ServiceReport report)
    {
        if (refusal.IsForbidden)
        {
            report.LookAgain(Recheck);
        }

        return new Verdict(
            ConditionTypes.StorageAsAsked, ConditionStatus.False, refusal.IsForbidden ? Reasons.ClaimForbidden : Reasons.ClaimImmutable, $"{name}: {refusal.Detail}");
    }

    /// <summary>
    /// Notes on the claims that main uses which version is about to run on them. This is written before main is, so that no older version ever
    /// mounts what a newer one may have changed. Returns why it can't be written, and main not be started; null when it is.
    /// </summary>
    public async Task<Situation?> MarkUsedAsync(ServiceDefinition definition, CancellationToken cancellationToken)
    {
        var version = definition.Manifest.Version.Text;
        foreach (var volume in definition.Manifest.Volumes.Where(v => v.Value is DataVolume && definition.Manifest.Main.Mounts.ContainsKey(v.Key)).Select(v => v.Key))
        {
            var name = ChildNames.Claim(definition.Name, volume);
            if (neighbourhood.Claim(definition.Namespace, name) is not { } observed)
            {
                return Going(name, volume);
            }

            if (observed.GetAnnotation(ServiceLabels.DataVersion) != version && await MarkAsync(observed, version, cancellationToken) is { } unmarked)
            {
                return unmarked;
            }
        }

        return null;
    }

    /// <summary>
    /// The mark has an owner of its own among the claim's fields, so that nothing that is applied to the claim later takes it away. It is written
    /// only on the claim as it was looked at: one that is on its way out by now, or that another version has run on meanwhile, is left as it is.
    /// </summary>
    private async Task<Situation?> MarkAsync(V1PersistentVolumeClaim claim, string version, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.MergePatchAsync(Kinds.PersistentVolumeClaim, NamespacedName.Of(claim), Mark(claim, version), null, cancellationToken, MarkManager);
                return null;
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                return Going(claim.Metadata.Name, claim.GetLabel(ServiceLabels.Volume));
            }
            catch (ApiException e) when (e.IsConflict && attempt < MarkAttempts)
            {
                var live = await client.GetAsync(Kinds.PersistentVolumeClaim, NamespacedName.Of(claim), cancellationToken);
                if (live is null || live.Metadata.Uid != claim.Metadata.Uid || live.Metadata.DeletionTimestamp is not null)
                {
                    return Going(claim.Metadata.Name, claim.GetLabel(ServiceLabels.Volume));
                }

                if (live.GetAnnotation(ServiceLabels.DataVersion) != claim.GetAnnotation(ServiceLabels.DataVersion))
                {
                    throw; // Whether this version may run on it is to be asked anew.
                }

                claim = live;
            }
            catch (ApiException e) when (e.IsInvalid || e.IsForbidden)
            {
                return ServiceChildren.Rejected(Kinds.PersistentVolumeClaim.Kind, claim.Metadata.Name, e);
            }
        }
    }

    private static JsonObject Mark(V1PersistentVolumeClaim claim, string version) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["uid"] = claim.Metadata.Uid,
            ["resourceVersion"] = claim.Metadata.ResourceVersion,
            ["annotations"] = new JsonObject { [ServiceLabels.DataVersion] = version },
        },
    };

    /// <summary>What each pointer volume leads to. A writable pointer's target is made when it is absent, for its package to adopt.</summary>
    public async Task<(IReadOnlyDictionary<string, PointerResolution> Pointers, Situation? Situation)> ResolvePointersAsync(
        StartService service, ServiceDefinition definition, CancellationToken cancellationToken)
    {
        var pointers = new Dictionary<string, PointerResolution>(StringComparer.Ordinal);
        foreach (var (id, pointer) in definition.Manifest.Volumes.Where(v => v.Value is PointerVolume).Select(v => (v.Key, (PointerVolume)v.Value)))
        {
            var target = neighbourhood.TargetOf(definition, pointer);
            if (target is null && !pointer.Readonly && definition.Manifest.Main.Mounts.ContainsKey(id))
            {
                if (neighbourhood.Installed(definition.Namespace, pointer.PackageId) is { } owner && owner.Spec.Manifest.Value!.Volumes.GetValueOrDefault(pointer.VolumeId) is DataVolume)
                {
                    // Its claim is its own to make: one made here in place of a lost one would hide the loss.
                    return (pointers, new Situation.Progressing(
                        Reasons.TargetWithoutClaim,
                        $"{id} points to volume {pointer.VolumeId} of the StartService {owner.Metadata.Name}, which has no claim yet, or has lost it: see its status"));
                }

                var claim = DataClaims.ForPointer(definition, pointer, options);
                var result = await EnsureAsync(service, definition, claim, neighbourhood.Claim(definition.Namespace, claim.Metadata.Name), cancellationToken);
                if (result.Outcome is ApplyOutcome.Terminating or ApplyOutcome.Absent)
                {
                    return (pointers, new Situation.Progressing(Reasons.ClaimTerminating, $"the claim {claim.Metadata.Name}, to which {id} points, is being deleted"));
                }

                if (!result.IsAsDesired)
                {
                    return (pointers, result.Outcome == ApplyOutcome.NameTaken
                        ? ServiceChildren.NameTaken(Kinds.PersistentVolumeClaim.Kind, claim.Metadata.Name)
                        : ServiceChildren.Rejected(Kinds.PersistentVolumeClaim.Kind, claim.Metadata.Name, result.Refusal!));
                }

                target = claim.Metadata.Name;
            }

            pointers[id] = new PointerResolution(target);
        }

        return (pointers, null);
    }

    private async Task<ApplyResult<V1PersistentVolumeClaim>> EnsureAsync(
        StartService service, ServiceDefinition definition, V1PersistentVolumeClaim desired, V1PersistentVolumeClaim? observed, CancellationToken cancellationToken)
    {
        var result = observed is null
            ? await applier.EnsureAsync(Kinds.PersistentVolumeClaim, desired, null, IsOurs(desired), cancellationToken)
            : await applier.UpdateAsync(Kinds.PersistentVolumeClaim, desired, observed, IsOurs(desired), cancellationToken);
        var name = desired.Metadata.Name;
        if (result.Outcome == ApplyOutcome.Created)
        {
            events.Publish(StartServiceKind.Kind, service, EventType.Normal, "ClaimCreated", "Create", $"created claim {name} for volume {desired.GetLabel(ServiceLabels.Volume)}");
        }
        else if (result.Observed is { } claim && service.Status?.Installed is null && ClaimIdentity.IsAdopted(claim, definition.Uid) && result.IsAsDesired)
        {
            events.Publish(StartServiceKind.Kind, service, EventType.Normal, "ClaimAdopted", "Adopt", $"adopted claim {name}{(ClaimIdentity.UsedBy(claim) is { } used ? $", on which version {used} has run" : "")}");
        }
        else if (result is { Outcome: ApplyOutcome.Applied, Observed: { } grown } && observed is not null && AsksForMore(grown, observed))
        {
            events.Publish(StartServiceKind.Kind, service, EventType.Normal, "ClaimGrows", "Resize", $"claim {name} grows to {grown.Spec.Resources.Requests["storage"]}");
        }

        return result;
    }

    /// <summary>Whether the claim is as it was written for this same wish; for whom it was made once is kept.</summary>
    private bool IsAsWritten(V1PersistentVolumeClaim desired, V1PersistentVolumeClaim observed)
    {
        desired.Metadata.Annotations = observed.GetAnnotation(ServiceLabels.CreatedFor) is { } createdFor
            ? new Dictionary<string, string>(StringComparer.Ordinal) { [ServiceLabels.CreatedFor] = createdFor }
            : null;
        return applier.IsAsWritten(Kinds.PersistentVolumeClaim, desired, observed);
    }

    /// <summary>
    /// Takes over into the desired claim what can't change, or is not for the resource to change. Returns what the user asked for in vain; null when
    /// nothing.
    /// </summary>
    private static string? KeepWhatCannotChange(V1PersistentVolumeClaim desired, V1PersistentVolumeClaim observed, ServiceDefinition definition)
    {
        var volume = desired.GetLabel(ServiceLabels.Volume);
        string? difference = null;
        if (desired.Spec.StorageClassName is { } asked && asked != observed.Spec.StorageClassName)
        {
            difference = $"{observed.Metadata.Name} has storage class {observed.Spec.StorageClassName}, and a claim can't change to {asked}: "
                + "copy the data to a claim of the new class, or put spec.storage back";
        }

        var size = observed.Spec.Resources?.Requests?.TryGetValue("storage", out var present) == true ? present : null;
        var wanted = desired.Spec.Resources.Requests["storage"];
        var isAskedFor = definition.Spec.Storage?.Volumes?.GetValueOrDefault(volume)?.Size is not null || definition.Spec.Storage?.Size is not null;
        if (size is not null && (!isAskedFor || wanted.ToDecimal() < size.ToDecimal()))
        {
            difference ??= isAskedFor && wanted.ToDecimal() < size.ToDecimal()
                ? $"{observed.Metadata.Name} has {size}, and a claim can't shrink to {wanted}: put spec.storage back to {size} or more"
                : null;
            desired.Spec.Resources.Requests["storage"] = size;
        }

        desired.Spec.StorageClassName = observed.Spec.StorageClassName;
        desired.Spec.AccessModes = observed.Spec.AccessModes;
        return difference;
    }

    private static Func<V1PersistentVolumeClaim, bool> IsOurs(V1PersistentVolumeClaim desired) => live =>
        ((string[])[ServiceLabels.Role, ServiceLabels.Package, ServiceLabels.Service, ServiceLabels.Volume]).All(l => live.GetLabel(l) == desired.GetLabel(l));

    private static bool IsGrowing(V1PersistentVolumeClaim claim) =>
        claim.Status?.Capacity?.TryGetValue("storage", out var capacity) == true
        && claim.Spec.Resources.Requests.TryGetValue("storage", out var request)
        && request.ToDecimal() > capacity.ToDecimal();

    /// <summary>By the time this is asked the volume may have grown already: what counts is what was asked for before.</summary>
    private static bool AsksForMore(V1PersistentVolumeClaim claim, V1PersistentVolumeClaim before) =>
        before.Spec.Resources?.Requests?.TryGetValue("storage", out var then) == true
        && claim.Spec.Resources.Requests.TryGetValue("storage", out var now)
        && now.ToDecimal() > then.ToDecimal();

    private static Situation.Progressing Going(string claim, string volume) => new(
        Reasons.ClaimTerminating, $"the claim {claim} of volume {volume} has just been deleted; main does not start on it");

    /// <summary>The claims as they are. One on which main has run is never forgotten for being gone: that would allow an empty one in its place.</summary>
    private List<VolumeStatus> Volumes(StartService service, ServiceDefinition definition)
    {
        var volumes = neighbourhood.ClaimsOf(definition.Namespace, definition.Name).Select(claim => new VolumeStatus
        {
            Name = claim.GetLabel(ServiceLabels.Volume) ?? "",
            Claim = claim.Metadata.Name,
            Phase = claim.Status?.Phase,
            Capacity = claim.Status?.Capacity?.TryGetValue("storage", out var capacity) == true ? capacity.ToString() : null,
            UsedBy = ClaimIdentity.UsedBy(claim)?.Text,
            Dropped = IsDeclared(claim.GetLabel(ServiceLabels.Volume) ?? "") ? null : true,
        }).ToList();
        var gone = service.Status?.Volumes.Where(v => v.UsedBy is not null && IsDeclared(v.Name) && !volumes.Exists(known => known.Claim == v.Claim)) ?? [];
        return [.. volumes.Concat(gone).OrderBy(v => v.Claim, StringComparer.Ordinal)];

        bool IsDeclared(string volume) => definition.Manifest.Volumes.GetValueOrDefault(volume) is DataVolume;
    }
}
