using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StartOperator.Rendering.Certificates;

namespace StartOperator.Certificates;

/// <summary>
/// The certificate authority of a box (contract: interfaces.md §4): a root that people trust, and the intermediate that signs. All keys are
/// EC P-256, all signatures SHA-256.
/// </summary>
/// <param name="rootCertificate">The root, in PEM.</param>
/// <param name="intermediateKey">The intermediate's key: PKCS#8 in PEM.</param>
/// <param name="intermediateCertificate">The intermediate, in PEM.</param>
public sealed class BoxAuthority(string rootCertificate, string intermediateKey, string intermediateCertificate)
{
    private static readonly TimeSpan Backdating = TimeSpan.FromDays(1);
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3640);
    private static readonly TimeSpan LeafLife = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>The root's certificate, in PEM.</summary>
    public string RootCertificate => rootCertificate;

    /// <summary>The intermediate's key: PKCS#8 in PEM.</summary>
    public string IntermediateKey => intermediateKey;

    /// <summary>The intermediate's certificate, in PEM.</summary>
    public string IntermediateCertificate => intermediateCertificate;

    /// <summary>Creates the authority of a new box. The root's key signs the intermediate and is forgotten.</summary>
    public static BoxAuthority Create(string box, DateTimeOffset now)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = Request($"{box} Local Root CA", rootKey);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 1, critical: true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, critical: false));
        using var root = rootRequest.CreateSelfSigned(now - Backdating, now + AuthorityLife);

        var request = Request($"{box} Local Intermediate CA", intermediateKey);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var intermediate = request.Create(root, now - Backdating, EndOf(root), Serial());
        return new BoxAuthority(root.ExportCertificatePem(), intermediateKey.ExportPkcs8PrivateKeyPem(), intermediate.ExportCertificatePem());
    }

    /// <summary>Issues a pair for these DNS names and addresses, the first of which becomes the subject.</summary>
    public CertificatePair Issue(IReadOnlyList<string> dnsNames, DateTimeOffset now)
    {
        using var issuer = X509Certificate2.CreateFromPem(intermediateCertificate, intermediateKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(dnsNames[0], key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in dnsNames)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(names.Build());
        var end = now + LeafLife < EndOf(issuer) ? now + LeafLife : EndOf(issuer);
        using var leaf = request.Create(issuer, now - Backdating, end, Serial());
        return new CertificatePair(
            key.ExportPkcs8PrivateKeyPem() + "\n",
            string.Join('\n', leaf.ExportCertificatePem(), intermediateCertificate, rootCertificate) + "\n");
    }

    /// <summary>
    /// When a pair should be replaced: a month before it ends; at once (a time in the past) when it is not this authority's, is not for these
    /// names, or can't be read.
    /// </summary>
    public DateTimeOffset RenewalOf(CertificatePair pair, IReadOnlyList<string> dnsNames)
    {
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(pair.Chain, pair.Key);
            using var issuer = X509Certificate2.CreateFromPem(intermediateCertificate);
            var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames()).Order(StringComparer.Ordinal);
            return names.SequenceEqual(dnsNames.Order(StringComparer.Ordinal), StringComparer.Ordinal) && IsSignedBy(leaf, issuer)
                ? EndOf(leaf) - RenewBefore
                : DateTimeOffset.MinValue;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return DateTimeOffset.MinValue;
        }
    }

    private static DateTimeOffset EndOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    private static bool IsSignedBy(X509Certificate2 leaf, X509Certificate2 issuer) =>
        leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier is { } signer
        && issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } key
        && signer.Span.SequenceEqual(key.SubjectKeyIdentifierBytes.Span);

    private static CertificateRequest Request(string commonName, ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName.Length <= 64 ? commonName : commonName[..64]);
        subject.AddOrganizationName("StartOperator");
        return new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
    }

    /// <summary>A positive serial number of 16 bytes (RFC 5280 §4.1.2.2).</summary>
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01);
        return serial;
    }
}
