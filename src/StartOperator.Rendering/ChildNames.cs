using System.Security.Cryptography;
using System.Text;

namespace StartOperator.Rendering;

/// <summary>
/// The names of a service's children. Names that would be longer than a DNS label are cut and end in a digest of the whole, so that
/// two long names never meet; <c>a</c> with volume <c>b-c</c> and <c>a-b</c> with volume <c>c</c> do meet, which labels resolve.
/// </summary>
public static class ChildNames
{
    /// <summary>The box's headless Service, the domain of its services.</summary>
    public const string BoxService = "embassy";

    /// <summary>The Secret with the box's certificate authority.</summary>
    public const string Authority = "embassy-ca";

    /// <summary>The container of main.</summary>
    public const string MainContainer = "main";

    private const int LabelLength = 63;
    private const int DigestLength = 8;

    /// <summary>The pod of main.</summary>
    public static string MainPod(string service) => service;

    /// <summary>The claim of a data volume.</summary>
    public static string Claim(string service, string volume) => Join(service, volume);

    /// <summary>The Service of an interface.</summary>
    public static string InterfaceService(string service, string @interface) => Join(service, @interface);

    /// <summary>The Secret of a certificate volume.</summary>
    public static string CertificateSecret(string service, string volume) => Join(service, volume);

    /// <summary>The ServiceAccount; prefixed, because every namespace has one that is called <c>default</c>.</summary>
    public static string ServiceAccount(string service) => Join("startos", service);

    /// <summary>The NetworkPolicy; prefixed, so that it is not taken for one that a person has named after the service.</summary>
    public static string NetworkPolicy(string service) => Join("startos", service);

    /// <summary>The ConfigMap of an assets volume with this content.</summary>
    public static string AssetsConfigMap(string service, string volume, string digest) => $"{Join(service, "assets-" + volume)}-{digest}";

    /// <summary>The ControllerRevision with this content.</summary>
    public static string Revision(string service, string digest) => $"{service}-{digest}";

    /// <summary>The init container that lays out an assets volume.</summary>
    public static string AssetsContainer(string volume) => Join("assets", volume);

    /// <summary>The pod volume of a package's volume, or of a claim: a claim that somebody else has named may have dots, which a pod volume may not.</summary>
    public static string PodVolume(string kind, string volume) => volume.Contains('.', StringComparison.Ordinal)
        ? Join(kind, $"{volume.Replace('.', '-')}-{Digest(volume)}")
        : Join(kind, volume);

    private static string Join(string first, string second)
    {
        var name = $"{first}-{second}";
        if (name.Length <= LabelLength)
        {
            return name;
        }

        var digest = Digest($"{first}/{second}");
        return $"{name[..(LabelLength - DigestLength - 1)].TrimEnd('-')}-{digest}";
    }

    /// <summary>Eight hexadecimal digits that stand for a text.</summary>
    public static string Digest(string text) => Digest(Encoding.UTF8.GetBytes(text));

    /// <summary>Eight hexadecimal digits that stand for these bytes.</summary>
    public static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, DigestLength / 2));
}
