using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using StartOperator.Certificates;
using StartOperator.Rendering;
using StartOperator.Runtime;

namespace StartOperator.Admission;

/// <summary>
/// The webhook's key and certificates, and the authorities by which the API server knows them. Each pair has an authority of its own, whose keys sign
/// it and are forgotten; the one before stays trusted until it ends, for replicas that still show the pair before.
/// </summary>
/// <param name="Key">The key: PKCS#8 in PEM.</param>
/// <param name="Chain">The certificates from the leaf on, in PEM.</param>
/// <param name="Authorities">The roots to trust, in PEM, the pair's own first.</param>
public sealed record WebhookPair(string Key, string Chain, string Authorities)
{
    /// <summary>What the Secret is for, as its label tells.</summary>
    public const string Role = "webhook";

    private const string AuthoritiesEntry = "ca.crt";
    private const string ChainEntry = "tls.crt";
    private const string KeyEntry = "tls.key";
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>Makes a pair.</summary>
    /// <param name="names">The DNS names and addresses that it is good for.</param>
    /// <param name="before">The pair that it takes the place of; null when there is none.</param>
    /// <param name="now">The time.</param>
    public static WebhookPair Create(IReadOnlyList<string> names, WebhookPair? before, DateTimeOffset now)
    {
        var authority = BoxAuthority.Create("StartOperator webhook", now);
        var pair = authority.Issue(names, now);
        return new WebhookPair(pair.Key, pair.Chain, authority.RootCertificate + "\n" + (before?.NewestAuthority(now) ?? ""));
    }

    /// <summary>The pair that a Secret holds; null when it holds none.</summary>
    public static WebhookPair? Of(V1Secret secret) =>
        Text(secret, KeyEntry) is { } key && Text(secret, ChainEntry) is { } chain && Text(secret, AuthoritiesEntry) is { } authorities
            ? new WebhookPair(key, chain, authorities)
            : null;

    /// <summary>Whether a Secret is the webhook's own, and may be written.</summary>
    public static bool IsOurs(V1Secret secret) =>
        secret.Metadata.Labels is { } labels && labels.TryGetValue(ServiceLabels.Role, out var role) && role == Role
        && labels.TryGetValue(ServiceLabels.ManagedBy, out var manager) && manager == ServiceLabels.Operator;

    /// <summary>The Secret that holds the pair.</summary>
    public V1Secret Secret(NamespacedName name) => new()
    {
        ApiVersion = V1Secret.KubeApiVersion,
        Kind = V1Secret.KubeKind,
        Type = "kubernetes.io/tls",
        Metadata = new V1ObjectMeta
        {
            Name = name.Name,
            NamespaceProperty = name.Namespace,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [ServiceLabels.ManagedBy] = ServiceLabels.Operator, [ServiceLabels.Role] = Role },
        },
        Data = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [AuthoritiesEntry] = Encoding.ASCII.GetBytes(Authorities),
            [ChainEntry] = Encoding.ASCII.GetBytes(Chain),
            [KeyEntry] = Encoding.ASCII.GetBytes(Key),
        },
    };

    /// <summary>When the pair should be replaced: a month before it ends; at once (a time in the past) when it can't be read or is for other names.</summary>
    public DateTimeOffset RenewalFor(IReadOnlyList<string> names)
    {
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(Chain, Key);
            using var root = X509Certificate2.CreateFromPem(Authorities);
            var present = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())));
            var end = leaf.NotAfter < root.NotAfter ? leaf.NotAfter : root.NotAfter;
            return present.Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal), StringComparer.Ordinal)
                ? new DateTimeOffset(end.ToUniversalTime()) - RenewBefore
                : DateTimeOffset.MinValue;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return DateTimeOffset.MinValue;
        }
    }

    private string? NewestAuthority(DateTimeOffset now)
    {
        try
        {
            using var root = X509Certificate2.CreateFromPem(Authorities);
            return root.NotAfter.ToUniversalTime() > now.UtcDateTime ? root.ExportCertificatePem() + "\n" : null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Text(V1Secret secret, string entry) =>
        secret.Data is { } data && data.TryGetValue(entry, out var bytes) ? Encoding.ASCII.GetString(bytes) : null;
}
