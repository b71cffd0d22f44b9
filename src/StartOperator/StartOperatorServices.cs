using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using StartOperator.Admission;
using StartOperator.Boxes;
using StartOperator.Rendering;
using StartOperator.Rendering.Networking;
using StartOperator.Rendering.Refusals;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Http;
using StartOperator.Runtime.Leadership;
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
        services.AddSingleton<HostnameHolds>();
        services.AddSingleton<ImageVolumes>();
        services.AddSingleton<ServiceMain>();
        services.AddSingleton<ServiceStatusWriter>();
        services.AddSingleton<NeighbourVerdicts>();
        var builder = services.AddOperator(options =>
        {
            options.Name = OperatorName;
            options.AnnotationPrefix = StartService.GroupName;
            foreach (var @namespace in settings.Namespaces)
            {
                options.Namespaces.Add(@namespace);
            }

            options.Endpoints = settings.Listen is null ? null : new EndpointOptions { Listen = settings.Listen, Probes = settings.Probes };
            options.LeaderElection = settings.LeaseNamespace is null ? null : new LeaderElectionOptions { Lease = settings.Lease, Namespace = settings.LeaseNamespace };
            configure?.Invoke(options);
        });
        AddCaches(builder, settings);
        AddWebhook(services, settings);
        services.AddHostedService<ServiceGauges>();
        builder.AddController<StartServiceController, StartService>(StartServiceKind.Kind, service =>
        {
            service.Owns(Kinds.Pod).Owns(Kinds.Service).Owns(Kinds.ServiceAccount).Owns(Kinds.NetworkPolicy).Owns(Kinds.ControllerRevision)
                .Watches(StartServiceKind.Kind, WhomItConcerns, EntityChange.IsMoreThanStatus)
                .Watches(StartServiceKind.Kind, WhoNeedsIt, IsAnotherDependency)
                .Watches(Kinds.Pod, WhoWantsItsName, (old, current) => false)
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

    private static void AddWebhook(IServiceCollection services, OperatorSettings settings)
    {
        if (settings.Webhook is not { } webhook)
        {
            return;
        }

        services.AddSingleton(settings);
        services.AddSingleton(webhook);
        services.AddSingleton<ServingCertificate>();
        services.AddSingleton<AdmissionJudge>();
        services.AddSingleton<AdmissionServer>();
        services.AddHostedService(provider => provider.GetRequiredService<AdmissionServer>());
        if (webhook.CertificateFolder is null)
        {
            services.AddHostedService<WebhookCertificates>();
        }
        else
        {
            services.AddHostedService<CertificateFolder>();
        }
    }

    /// <summary>Only objects that carry our labels are cached, and of volumes only what ties them to nodes.</summary>
    private static void AddCaches(OperatorBuilder builder, OperatorSettings settings)
    {
        var ours = LabelSelector.Parse(ServiceLabels.Role);
        builder
            .AddCache(StartServiceKind.Kind, c =>
            {
                c.Indexes[Neighbourhood.HostnameIndex] = s =>
                    HostnameRefusals.HostnameOf(s) is { } name ? [Neighbourhood.Within(s.Metadata.NamespaceProperty, name)] : [];
                c.Indexes[Neighbourhood.PointerIndex] = s =>
                    Neighbourhood.PointedTo(s).Select(package => Neighbourhood.Within(s.Metadata.NamespaceProperty, package));
                c.Indexes[Neighbourhood.PackageIndex] = s =>
                    s.Spec.Manifest.Value is { } manifest ? [Neighbourhood.Within(s.Metadata.NamespaceProperty, manifest.Id)] : [];
                c.Indexes[Neighbourhood.DependencyIndex] = s =>
                    Neighbourhood.DependedOn(s).Select(package => Neighbourhood.Within(s.Metadata.NamespaceProperty, package));
            })
            .AddCache(Kinds.Pod, c =>
            {
                c.Selector = ours;
                c.Indexes[Neighbourhood.HostnameIndex] = p =>
                    HostnameRefusals.HostnameOf(p) is { } name ? [Neighbourhood.Within(p.Metadata.NamespaceProperty, name)] : [];
            })
            .AddCache(Kinds.Service, c => c.Selector = ours)
            .AddCache(Kinds.ServiceAccount, c => c.Selector = ours)
            .AddCache(Kinds.NetworkPolicy, c => c.Selector = ours)
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

    /// <summary>
    /// A service concerns those that want its name under <c>.embassy</c>, those that point to its package's volumes, and those whose packages it
    /// depends on, since they let it in.
    /// </summary>
    private static IEnumerable<NamespacedName> WhomItConcerns(StartService changed, ObjectCaches caches) =>
        Called(changed.Metadata.NamespaceProperty, HostnameRefusals.HostnameOf(changed), caches)
            .Concat(PointingTo(changed.Metadata.NamespaceProperty, changed.Spec.Manifest.Value?.Id, caches))
            .Concat(Neighbourhood.DependedOn(changed).SelectMany(package => By(Neighbourhood.PackageIndex, changed.Metadata.NamespaceProperty, package, caches)))
            .Concat(ClashingWith(changed, caches))
            .Where(s => s.Metadata.Name != changed.Metadata.Name)
            .Select(s => NamespacedName.Of(s));

    /// <summary>What is installed, and whether it runs, concerns those that depend on it.</summary>
    private static IEnumerable<NamespacedName> WhoNeedsIt(StartService changed, ObjectCaches caches) =>
        By(Neighbourhood.DependencyIndex, changed.Metadata.NamespaceProperty, changed.Spec.Manifest.Value?.Id, caches).Select(s => NamespacedName.Of(s));

    private static bool IsAnotherDependency(StartService old, StartService current) =>
        old.Status?.Main != current.Status?.Main || old.Status?.Installed?.Version != current.Status?.Installed?.Version;

    /// <summary>The services that a service's LAN ports clash with, in the state that the change led from or to.</summary>
    private static IEnumerable<StartService> ClashingWith(StartService changed, ObjectCaches caches) =>
        ServiceDefinition.Of(changed) is not { } service || !PortClashes.HasPorts(service)
            ? []
            : caches.Get(StartServiceKind.Kind).List(service.Namespace).Where(s => ServiceDefinition.Of(s) is { } other && PortClashes.Of(service, [other]).Count > 0);

    /// <summary>A pod that comes or goes concerns the services that want its name under <c>.embassy</c>.</summary>
    private static IEnumerable<NamespacedName> WhoWantsItsName(V1Pod pod, ObjectCaches caches) =>
        Called(pod.Metadata.NamespaceProperty, HostnameRefusals.HostnameOf(pod), caches).Select(s => NamespacedName.Of(s));

    /// <summary>A claim concerns its service, and those that point to it.</summary>
    private static IEnumerable<NamespacedName> WhomItConcerns(V1PersistentVolumeClaim claim, ObjectCaches caches) =>
        ServiceOf(claim).Concat(PointingTo(claim.Metadata.NamespaceProperty, claim.GetLabel(ServiceLabels.Package), caches).Select(s => NamespacedName.Of(s)));

    /// <summary>A volume concerns whom its claim concerns.</summary>
    private static IEnumerable<NamespacedName> WhomItConcerns(V1PersistentVolume volume, ObjectCaches caches) =>
        volume.Spec?.ClaimRef is { } reference && caches.Get(Kinds.PersistentVolumeClaim).Get(new NamespacedName(reference.NamespaceProperty, reference.Name)) is { } claim
            ? WhomItConcerns(claim, caches)
            : [];

    private static IEnumerable<NamespacedName> ServiceOf(IMetadata<V1ObjectMeta> child) =>
        child.GetLabel(ServiceLabels.Service) is { } service ? [new NamespacedName(child.Metadata.NamespaceProperty, service)] : [];

    private static IEnumerable<StartService> Called(string @namespace, string? hostname, ObjectCaches caches) =>
        By(Neighbourhood.HostnameIndex, @namespace, hostname, caches);

    private static IEnumerable<StartService> PointingTo(string @namespace, string? package, ObjectCaches caches) =>
        By(Neighbourhood.PointerIndex, @namespace, package, caches);

    private static IEnumerable<StartService> By(string index, string @namespace, string? value, ObjectCaches caches) =>
        value is null ? [] : caches.Get(StartServiceKind.Kind).ByIndex(index, Neighbourhood.Within(@namespace, value));
}
