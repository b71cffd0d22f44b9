using k8s.Models;

namespace StartOperator.Rendering.Assets;

/// <summary>
/// The ConfigMap with the files of an assets volume: one tar, immutable, and named by its content, so that a changed tree is another
/// ConfigMap and a running pod's stays what it was.
/// </summary>
public static class AssetsConfigMap
{
    /// <summary>The most bytes that a tar may have: an object of the API server ends at 1.5 MiB, with the tar in base64.</summary>
    public const int MaxBytes = 900 * 1024;

    /// <summary>Renders the ConfigMap.</summary>
    /// <param name="namespace">The namespace; empty to leave it to whoever applies the object.</param>
    /// <param name="service">The StartService's name.</param>
    /// <param name="package">The package's id.</param>
    /// <param name="volume">The assets volume's id.</param>
    /// <param name="tar">The tar, compressed with gzip or not, its entries below a folder with the volume's id; at most <see cref="MaxBytes"/>.</param>
    /// <exception cref="ArgumentException">The tar is too large.</exception>
    public static V1ConfigMap Render(string @namespace, string service, string package, string volume, byte[] tar)
    {
        if (tar.Length > MaxBytes)
        {
            throw new ArgumentException($"The tar has {tar.Length} bytes, which is more than {MaxBytes}.", nameof(tar));
        }

        var labels = ServiceLabels.Of(service, package, ServiceLabels.Roles.Assets);
        labels[ServiceLabels.Volume] = volume;
        return new V1ConfigMap
        {
            ApiVersion = V1ConfigMap.KubeApiVersion,
            Kind = V1ConfigMap.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.AssetsConfigMap(service, volume, ChildNames.Digest(tar)),
                NamespaceProperty = @namespace.Length == 0 ? null : @namespace,
                Labels = labels,
            },
            Immutable = true,
            BinaryData = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [AssetsInitContainers.TarKey] = tar },
        };
    }
}
