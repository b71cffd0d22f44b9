using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using StartOperator.Boxes;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering;
using StartOperator.Rendering.Refusals;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Services;

namespace StartOperator;

/// <summary>Registers the operator with a host: its controllers, and what gives them work.</summary>
public static class StartOperatorServices
{
    /// <summary>The field manager, and the reporting controller of events.</summary>
    public const string OperatorName = "start-operator";

    /// <summary>Adds the operator.</summary>
    public static OperatorBuilder AddStartOperator(this IServiceCollection services, OperatorSettings settings, Action<OperatorOptions>? configure = null)
    {
        services.AddSingleton(settings.Rendering);
        services.AddSingleton<Neighbourhood>();
        services.AddSingleton<ServicePlanner>();
        services.AddSingleton<ServiceChildren>();
        services.AddSingleton<ServiceClaims>();
        services.AddSingleton<ServiceCertificates>();
        services.AddSingleton<ServiceRevisions>();
        services.AddSingleton<ServiceMain>();
        services.AddSingleton<ServiceStatusWriter>();
        var builder = services.AddOperator(options =>
        {
            options.Name = OperatorName;
            options.AnnotationPrefix = StartService.GroupName;
            foreach (var @namespace in settings.Namespaces)
            {
                options.Namespaces.Add(@namespace);
            }

            configure?.Invoke(options);
        });
        AddCaches(builder, settings);
        builder.AddController<StartServiceController, StartService>(StartServiceKind.Kind, service =>
        {
            service.Owns(Kinds.Pod).Owns(Kinds.Service).Owns(Kinds.ServiceAccount).Owns(Kinds.ControllerRevision)
                .Watches(StartServiceKind.Kind, WhomItConcerns, EntityChange.IsMoreThanStatus)
                .Watches(Kinds.PersistentVolumeClaim, WhomItConcerns)
                .Watches(Kinds.ConfigMap, (map, _) => ServiceOf(map))
                .AddFinalizer<ServiceDataFinalizer>(ServiceDataFinalizer.Name);
            if (settings.Namespaces.Count == 0)
            {
                service.Watches(Kinds.PersistentVolume, WhomItConcerns);
            }
        });
        builder.AddReconciler<BoxReconciler>(BoxReconciler.Name, box => box
            .Watches(StartServiceKind.Kind, (service, _) => [BoxReconciler.KeyOf(service.Metadata.NamespaceProperty)], (old, current) => false)
            .Watches(Kinds.Service, (service, _) => service.Metadata.Name == ChildNames.BoxService ? [NamespacedName.Of(service)] : []));
        return builder;
    }

    /// <summary>Only objects that carry our labels are cached, and of volumes only what ties them to nodes.</summary>
    private static void AddCaches(OperatorBuilder builder, OperatorSettings settings)
    {
        var ours = LabelSelector.Parse(ServiceLabels.Role);
        builder.AddCache(Kinds.Pod, c => c.Selector = ours)
            .AddCache(Kinds.Service, c => c.Selector = ours)
            .AddCache(Kinds.ServiceAccount, c => c.Selector = ours)
            .AddCache(Kinds.ControllerRevision, c => c.Selector = ours)
            .AddCache(Kinds.PersistentVolumeClaim, c => c.Selector = ours)
            .AddCache(Kinds.ConfigMap, c =>
            {
                c.Selector = ours;
                c.Trim = map => new V1ConfigMap { ApiVersion = map.ApiVersion, Kind = map.Kind, Metadata = map.Metadata };
            });
        if (settings.Namespaces.Count == 0)
        {
            builder.AddCache(Kinds.PersistentVolume, c => c.Trim = volume => new V1PersistentVolume
            {
                ApiVersion = volume.ApiVersion,
                Kind = volume.Kind,
                Metadata = volume.Metadata,
                Spec = new V1PersistentVolumeSpec { NodeAffinity = volume.Spec?.NodeAffinity, ClaimRef = volume.Spec?.ClaimRef },
            });
        }
    }

    /// <summary>A service concerns those that want its name under <c>.embassy</c>, and those that point to its package's volumes.</summary>
    private static IEnumerable<NamespacedName> WhomItConcerns(StartService changed, ObjectCaches caches) =>
        caches.Get(StartServiceKind.Kind).List(changed.Metadata.NamespaceProperty)
            .Where(s => s.Metadata.Name != changed.Metadata.Name
                && (HostnameRefusals.HostnameOf(s) == HostnameRefusals.HostnameOf(changed) || PointsTo(s, changed.Spec.Manifest.Value?.Id)))
            .Select(s => NamespacedName.Of(s));

    /// <summary>A claim concerns its service, and those that point to it.</summary>
    private static IEnumerable<NamespacedName> WhomItConcerns(V1PersistentVolumeClaim claim, ObjectCaches caches) =>
        ServiceOf(claim).Concat(caches.Get(StartServiceKind.Kind).List(claim.Metadata.NamespaceProperty)
            .Where(s => PointsTo(s, claim.GetLabel(ServiceLabels.Package)))
            .Select(s => NamespacedName.Of(s)));

    /// <summary>A volume concerns whom its claim concerns.</summary>
    private static IEnumerable<NamespacedName> WhomItConcerns(V1PersistentVolume volume, ObjectCaches caches) =>
        volume.Spec?.ClaimRef is { } reference && caches.Get(Kinds.PersistentVolumeClaim).Get(new NamespacedName(reference.NamespaceProperty, reference.Name)) is { } claim
            ? WhomItConcerns(claim, caches)
            : [];

    private static IEnumerable<NamespacedName> ServiceOf(IMetadata<V1ObjectMeta> child) =>
        child.GetLabel(ServiceLabels.Service) is { } service ? [new NamespacedName(child.Metadata.NamespaceProperty, service)] : [];

    private static bool PointsTo(StartService service, string? package) =>
        package is not null && service.Spec.Manifest.Value?.Volumes.Values.OfType<PointerVolume>().Any(p => p.PackageId == package) == true;
}
