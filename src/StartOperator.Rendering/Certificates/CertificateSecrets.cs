using k8s.Models;

namespace StartOperator.Rendering.Certificates;

/// <summary>A private key and its certificates.</summary>
/// <param name="Key">The key: PKCS#8 in PEM.</param>
/// <param name="Chain">The certificates from the leaf to the root, in PEM.</param>
public sealed record CertificatePair(string Key, string Chain);

/// <summary>The Secrets with certificates: the box's authority, and a pair for each certificate volume (contract: volumes.md §2, interfaces.md §4).</summary>
public static class CertificateSecrets
{
    /// <summary>Key of the authority's Secret: the root's certificate, for people to trust.</summary>
    public const string RootCertificate = "ca.crt";

    /// <summary>Key of the authority's Secret: the intermediate's key.</summary>
    public const string IntermediateKey = "tls.key";

    /// <summary>Key of the authority's Secret: the intermediate's certificate.</summary>
    public const string IntermediateCertificate = "tls.crt";

    /// <summary>
    /// Renders the Secret with the box's authority. It has no owner: devices trust this root, so it outlives the services.
    /// The root's key is in no object: it signed the intermediate and was forgotten.
    /// </summary>
    public static V1Secret Authority(string @namespace, string rootCertificate, string intermediateKey, string intermediateCertificate) => new()
    {
        ApiVersion = V1Secret.KubeApiVersion,
        Kind = V1Secret.KubeKind,
        Type = "kubernetes.io/tls",
        Metadata = new V1ObjectMeta
        {
            Name = ChildNames.Authority,
            NamespaceProperty = @namespace,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [ServiceLabels.ManagedBy] = ServiceLabels.Operator,
                [ServiceLabels.Role] = ServiceLabels.Roles.Box,
            },
        },
        Data = Bytes((RootCertificate, rootCertificate), (IntermediateKey, intermediateKey), (IntermediateCertificate, intermediateCertificate)),
    };

    /// <summary>Renders the Secret of a certificate volume.</summary>
    public static V1Secret Volume(ServiceDefinition service, string volume, string @interface, CertificatePair pair)
    {
        var labels = ServiceLabels.Of(service, ServiceLabels.Roles.Certificate);
        labels[ServiceLabels.Volume] = volume;
        return new V1Secret
        {
            ApiVersion = V1Secret.KubeApiVersion,
            Kind = V1Secret.KubeKind,
            Type = "Opaque",
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.CertificateSecret(service.Name, volume),
                NamespaceProperty = service.Namespace,
                Labels = labels,
                OwnerReferences = service.OwnerReferences(),
            },
            Data = Bytes((KeyFile(@interface), pair.Key), (CertificateFile(@interface), pair.Chain)),
        };
    }

    /// <summary>The file with an interface's key.</summary>
    public static string KeyFile(string @interface) => $"{@interface}.key.pem";

    /// <summary>The file with an interface's certificates.</summary>
    public static string CertificateFile(string @interface) => $"{@interface}.cert.pem";

    /// <summary>The DNS names that an interface's certificate is good for, in byte order: the service's names within the box and the cluster.</summary>
    public static IReadOnlyList<string> DnsNames(ServiceDefinition service)
    {
        var inBox = $"{service.Hostname}.{ChildNames.BoxService}";
        return [.. ((string[])[inBox, $"*.{inBox}", $"{inBox}.{service.Namespace}.svc", $"{inBox}.{service.Namespace}.svc.cluster.local"]).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, byte[]> Bytes(params (string Key, string Text)[] entries) =>
        entries.ToDictionary(e => e.Key, e => System.Text.Encoding.ASCII.GetBytes(e.Text), StringComparer.Ordinal);
}
