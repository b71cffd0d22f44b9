using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering;
using StartOperator.Rendering.Dependencies;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Services;

/// <summary>What there is in a service's namespace, as the caches have it. Reading sends no request.</summary>
/// <param name="caches">The caches.</param>
[EntityRbac(typeof(V1ConfigMap), Verbs = RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(V1PersistentVolume), Verbs = RbacVerb.List | RbacVerb.Watch)]
public sealed class Neighbourhood(ObjectCaches caches)
{
    /// <summary>The index of StartServices and pods by namespace and name under <c>.embassy</c>.</summary>
    public const string HostnameIndex = "hostname";

    /// <summary>The index of StartServices by the packages they point to.</summary>
    public const string PointerIndex = "points-to";

    /// <summary>The index of StartServices by their packages.</summary>
    public const string PackageIndex = "package";

    /// <summary>The index of StartServices by the packages that they declare as dependencies.</summary>
    public const string DependencyIndex = "depends-on";

    /// <summary>An index's value: something of a namespace.</summary>
    public static string Within(string @namespace, string name) => $"{@namespace}/{name}";

    /// <summary>The packages to which a service points, each once.</summary>
    public static IEnumerable<string> PointedTo(StartService service) =>
        service.Spec.Manifest.Value?.Volumes.Values.OfType<PointerVolume>().Select(p => p.PackageId).Distinct(StringComparer.Ordinal) ?? [];

    /// <summary>The packages that a service declares as dependencies.</summary>
    public static IEnumerable<string> DependedOn(StartService service) => service.Spec.Manifest.Value?.Dependencies.Keys ?? [];

    /// <summary>The names of the services of its namespace that declare a dependency on a service's package, in byte order.</summary>
    public IReadOnlyList<string> DependantsOf(ServiceDefinition service) => Dependants.Of(service, DependingOn(service.Namespace, service.Manifest.Id));

    /// <summary>The services of a namespace that declare a dependency on a package.</summary>
    public IEnumerable<ServiceDefinition> DependingOn(string @namespace, string package) =>
        caches.Get(StartServiceKind.Kind).ByIndex(DependencyIndex, Within(@namespace, package)).Select(ServiceDefinition.Of).OfType<ServiceDefinition>();

    /// <summary>The services of a namespace whose manifests can be read.</summary>
    public IEnumerable<ServiceDefinition> Services(string @namespace) =>
        caches.Get(StartServiceKind.Kind).List(@namespace).Select(ServiceDefinition.Of).OfType<ServiceDefinition>();

    /// <summary>The StartServices of a namespace that have, or want, a name under <c>.embassy</c>.</summary>
    public IReadOnlyList<StartService> ServicesCalled(string @namespace, string hostname) =>
        caches.Get(StartServiceKind.Kind).ByIndex(HostnameIndex, Within(@namespace, hostname));

    /// <summary>The pods of a namespace that have a name under <c>.embassy</c>.</summary>
    public IReadOnlyList<V1Pod> PodsCalled(string @namespace, string hostname) => caches.Get(Kinds.Pod).ByIndex(HostnameIndex, Within(@namespace, hostname));

    /// <summary>The pod of main.</summary>
    public V1Pod? Pod(string @namespace, string service) => caches.Get(Kinds.Pod).Get(new NamespacedName(@namespace, ChildNames.MainPod(service)));

    /// <summary>A claim.</summary>
    public V1PersistentVolumeClaim? Claim(string @namespace, string name) => caches.Get(Kinds.PersistentVolumeClaim).Get(new NamespacedName(@namespace, name));

    /// <summary>The claims that carry a service's label, declared by its manifest or not.</summary>
    public IEnumerable<V1PersistentVolumeClaim> ClaimsOf(string @namespace, string service) =>
        caches.Get(Kinds.PersistentVolumeClaim).List(@namespace).Where(c => c.GetLabel(ServiceLabels.Service) == service && c.GetLabel(ServiceLabels.Role) == ServiceLabels.Roles.Data);

    /// <summary>The volume that a claim is bound to; null when it is not bound, or volumes are not watched.</summary>
    public V1PersistentVolume? VolumeOf(V1PersistentVolumeClaim claim) =>
        claim.Spec?.VolumeName is { Length: > 0 } name ? caches.Find(Kinds.PersistentVolume)?.Get(new NamespacedName("", name)) : null;

    /// <summary>Whether a ConfigMap with assets is there; one without our labels is not seen here.</summary>
    public bool HasConfigMap(string @namespace, string name) => caches.Get(Kinds.ConfigMap).Get(new NamespacedName(@namespace, name)) is not null;

    /// <summary>A record of what is installed.</summary>
    public V1ControllerRevision? Revision(string @namespace, string name) => caches.Get(Kinds.ControllerRevision).Get(new NamespacedName(@namespace, name));

    /// <summary>The records that carry a service's label.</summary>
    public IEnumerable<V1ControllerRevision> RevisionsOf(string @namespace, string service) =>
        caches.Get(Kinds.ControllerRevision).List(@namespace).Where(r => r.GetLabel(ServiceLabels.Service) == service);

    /// <summary>
    /// The claim that a pointer leads to: that of the installed package which has the package's name in the box, or the one that an uninstalled
    /// package left behind; null when there is none that could be mounted.
    /// </summary>
    public string? TargetOf(ServiceDefinition service, PointerVolume pointer)
    {
        if (pointer.PackageId == service.Manifest.Id)
        {
            return service.Manifest.Volumes.GetValueOrDefault(pointer.VolumeId) is DataVolume ? ChildNames.Claim(service.Name, pointer.VolumeId) : null;
        }

        var candidates = caches.Get(Kinds.PersistentVolumeClaim).List(service.Namespace)
            .Where(c => c.GetLabel(ServiceLabels.Package) == pointer.PackageId && c.GetLabel(ServiceLabels.Volume) == pointer.VolumeId
                && c.GetLabel(ServiceLabels.Role) == ServiceLabels.Roles.Data && c.Metadata.DeletionTimestamp is null)
            .ToList();
        var owner = Installed(service.Namespace, pointer.PackageId);
        var target = owner is not null
            ? candidates.Find(c => c.GetLabel(ServiceLabels.Service) == owner.Metadata.Name)
            : candidates.Find(c => c.GetLabel(ServiceLabels.Service) == pointer.PackageId) ?? (candidates.Count == 1 ? candidates[0] : null);
        return target?.Metadata.Name;
    }

    /// <summary>The StartService that is a package to its neighbours: the one that has the package's name under <c>.embassy</c>; null when there is none.</summary>
    public StartService? Installed(string @namespace, string package) => ServicesCalled(@namespace, package).FirstOrDefault(s => s.Spec.Manifest.Value?.Id == package);

    /// <summary>The services of a namespace that point to a data volume of a package, but for one.</summary>
    public IEnumerable<StartService> PointingTo(string @namespace, string package, string volume, string except) =>
        caches.Get(StartServiceKind.Kind).ByIndex(PointerIndex, Within(@namespace, package))
            .Where(s => s.Metadata.Name != except && s.Spec.Manifest.Value?.Volumes.Values.OfType<PointerVolume>()
                .Any(p => p.PackageId == package && p.VolumeId == volume) == true);
}
