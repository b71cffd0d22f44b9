using k8s.Models;
using StartOperator.Package.Model;
using StartOperator.Resources;

namespace StartOperator.Rendering;

/// <summary>A service as rendering sees it: what the user wants, and the package's manifest, known to be free of errors.</summary>
/// <param name="Namespace">The namespace: the box.</param>
/// <param name="Name">The StartService's name; its children's names begin with it.</param>
/// <param name="Uid">The StartService's uid; empty when the objects are rendered for a person to apply, who then owns them.</param>
/// <param name="Spec">What the user wants.</param>
/// <param name="Manifest">The package's manifest.</param>
public sealed record ServiceDefinition(string Namespace, string Name, string Uid, StartServiceSpec Spec, Manifest Manifest)
{
    /// <summary>The service's name under <c>.embassy</c>.</summary>
    public string Hostname => Spec.Alias ?? Manifest.Id;

    /// <summary>The definition of a resource; null when its manifest has errors.</summary>
    public static ServiceDefinition? Of(StartService service) => service.Spec.Manifest.Value is { } manifest
        ? new ServiceDefinition(service.Metadata.NamespaceProperty, service.Metadata.Name, service.Metadata.Uid ?? "", service.Spec, manifest)
        : null;

    /// <summary>
    /// What a child that lives and dies with the service says of its owner; null when there is none. It is a controller reference,
    /// without which <c>kubectl drain</c> refuses to evict the pod.
    /// </summary>
    public IList<V1OwnerReference>? OwnerReferences() => Uid.Length == 0
        ? null
        :
        [
            new V1OwnerReference
            {
                ApiVersion = $"{StartService.GroupName}/{StartService.VersionName}",
                Kind = StartService.KindName,
                Name = Name,
                Uid = Uid,
                Controller = true,
                BlockOwnerDeletion = true,
            },
        ];
}
