using k8s.Models;
using StartOperator.Package.Model.Volumes;

namespace StartOperator.Rendering.Claims;

/// <summary>
/// The PersistentVolumeClaims of the data volumes (contract: volumes.md §2). They have no owner, so that nothing but their own deletion
/// takes the data away.
/// </summary>
public static class DataClaims
{
    /// <summary>The claims of a service's data volumes, in byte order of the volumes' ids.</summary>
    public static IReadOnlyList<V1PersistentVolumeClaim> Render(ServiceDefinition service, RenderingOptions options) =>
    [
        .. service.Manifest.Volumes.Where(v => v.Value is DataVolume)
            .Select(v => Claim(service.Namespace, service.Name, service.Manifest.Id, v.Key, service.Uid, Size(service, v.Key, options), StorageClass(service, v.Key))),
    ];

    /// <summary>
    /// The claim of another package's data volume that a writable pointer needs although the package is not installed: named and labelled
    /// so that the package adopts it when it comes.
    /// </summary>
    public static V1PersistentVolumeClaim ForPointer(ServiceDefinition service, PointerVolume pointer, RenderingOptions options) => Claim(
        service.Namespace,
        pointer.PackageId,
        pointer.PackageId,
        pointer.VolumeId,
        service.Uid,
        service.Spec.Storage?.Size ?? options.DefaultVolumeSize,
        service.Spec.Storage?.StorageClassName);

    /// <summary>The size that a volume should have.</summary>
    public static string Size(ServiceDefinition service, string volume, RenderingOptions options) =>
        service.Spec.Storage?.Volumes?.GetValueOrDefault(volume)?.Size ?? service.Spec.Storage?.Size ?? options.DefaultVolumeSize;

    /// <summary>The storage class that a volume should have; null for the cluster's default.</summary>
    public static string? StorageClass(ServiceDefinition service, string volume) =>
        service.Spec.Storage?.Volumes?.GetValueOrDefault(volume)?.StorageClassName ?? service.Spec.Storage?.StorageClassName;

    private static V1PersistentVolumeClaim Claim(
        string @namespace, string service, string package, string volume, string createdFor, string size, string? storageClass)
    {
        var labels = ServiceLabels.Of(service, package, ServiceLabels.Roles.Data);
        labels[ServiceLabels.Volume] = volume;
        return new V1PersistentVolumeClaim
        {
            ApiVersion = V1PersistentVolumeClaim.KubeApiVersion,
            Kind = V1PersistentVolumeClaim.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.Claim(service, volume),
                NamespaceProperty = @namespace,
                Labels = labels,
                Annotations = createdFor.Length == 0 ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [ServiceLabels.CreatedFor] = createdFor },
            },
            Spec = new V1PersistentVolumeClaimSpec
            {
                // Not ReadWriteOncePod: a pointer mounts the volume into a second pod.
                AccessModes = ["ReadWriteOnce"],
                StorageClassName = storageClass,
                Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) } },
            },
        };
    }
}
