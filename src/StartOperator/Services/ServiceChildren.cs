using k8s;
using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Networking;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Events;

namespace StartOperator.Services;

/// <summary>
/// The children that hold no data: the ServiceAccount, the NetworkPolicy, the interfaces' Services, and the box's Service, which all share.
/// </summary>
/// <param name="applier">Writes.</param>
/// <param name="caches">What there is.</param>
/// <param name="neighbourhood">Who depends on the service.</param>
/// <param name="events">Tells the user.</param>
/// <param name="options">The administrator's settings.</param>
[EntityRbac(typeof(V1Service), Verbs = RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[EntityRbac(typeof(V1ServiceAccount), Verbs = RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch)]
[EntityRbac(typeof(V1NetworkPolicy), Verbs = RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
public sealed class ServiceChildren(Applier applier, ObjectCaches caches, Neighbourhood neighbourhood, EventRecorder events, RenderingOptions options)
{
    /// <summary>Makes the children as they should be. Returns why that can't be; null when they are.</summary>
    public async Task<Situation.Refused?> EnsureAsync(StartService service, ServiceDefinition definition, CancellationToken cancellationToken)
    {
        var refusal = await EnsureAsync(Kinds.Service, BoxService.Render(definition.Namespace), BoxService.IsOurs, cancellationToken)
            ?? await EnsureAsync(Kinds.ServiceAccount, MainServiceAccount.Render(definition), owns: null, cancellationToken)
            ?? await IsolateAsync(service, definition, cancellationToken);
        var interfaces = InterfaceServices.Render(definition);
        foreach (var @interface in interfaces)
        {
            refusal ??= await EnsureAsync(Kinds.Service, @interface, owns: null, cancellationToken);
        }

        await PruneInterfacesAsync(service, interfaces, cancellationToken);
        return refusal;
    }

    /// <summary>Makes one object as it should be. Returns why that can't be; null when it is, or soon will be.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="desired">What is desired of it.</param>
    /// <param name="owns">Whether an object of that name may be written; null for one that the service controls.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task<Situation.Refused?> EnsureAsync<T>(ResourceKind<T> kind, T desired, Func<T, bool>? owns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var result = await applier.EnsureAsync(kind, desired, owns, cancellationToken);
        return result.Outcome switch
        {
            ApplyOutcome.NameTaken => NameTaken(kind.Kind, desired.Metadata.Name),
            ApplyOutcome.Rejected => Rejected(kind.Kind, desired.Metadata.Name, result.Refusal!),
            _ => null,
        };
    }

    /// <summary>A name is held by an object that is not the service's.</summary>
    public static Situation.Refused NameTaken(string kind, string name) => new(
        Reasons.NameTaken,
        $"the {kind} {name} exists and is not this service's: delete or rename it, or give the service another name");

    /// <summary>The API server refuses an object.</summary>
    public static Situation.Refused Rejected(string kind, string name, ApiException refusal) => new(
        Reasons.InvalidSpec,
        $"the API server refuses the {kind} {name}: {refusal.Detail}");

    /// <summary>The policy is there before main is; one that is no longer wanted goes.</summary>
    private async Task<Situation.Refused?> IsolateAsync(StartService service, ServiceDefinition definition, CancellationToken cancellationToken)
    {
        var policy = IsolationPolicy.Render(definition, neighbourhood.DependantsOf(definition), options);
        var refusal = policy is null ? null : await EnsureAsync(Kinds.NetworkPolicy, policy, owns: null, cancellationToken);
        var wanted = policy is null ? [] : new HashSet<NamespacedName> { NamespacedName.Of(policy) };
        var present = caches.Get(Kinds.NetworkPolicy).ByIndex(Owners.Index, service.Metadata.Uid);
        await applier.PruneAsync(Kinds.NetworkPolicy, present, wanted, p => Owners.IsControlledBy(p, service), cancellationToken);
        return refusal;
    }

    private async Task PruneInterfacesAsync(StartService service, IReadOnlyList<V1Service> wanted, CancellationToken cancellationToken)
    {
        var names = wanted.Select(w => NamespacedName.Of(w)).ToHashSet();
        var present = caches.Get(Kinds.Service).ByIndex(Owners.Index, service.Metadata.Uid);
        foreach (var dropped in await applier.PruneAsync(Kinds.Service, present, names, s => Owners.IsControlledBy(s, service), cancellationToken))
        {
            events.Publish(
                StartServiceKind.Kind, service, EventType.Normal, "InterfaceDropped", "Delete", $"deleted Service {dropped.Metadata.Name}: the package no longer has its interface");
        }
    }
}
