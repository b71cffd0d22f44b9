using System.Net;
using StartOperator.Runtime;

namespace StartOperator.Admission;

/// <summary>Where admission reviews are answered, and with which certificate.</summary>
public sealed record WebhookOptions
{
    /// <summary>The address and port to listen on; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>
    /// The Service that leads here, by which the API server calls. The operator then makes its own certificates, keeps them in a Secret of the Service's
    /// namespace, and tells the API server whom to trust; null where <see cref="CertificateFolder"/> holds them.
    /// </summary>
    public NamespacedName? Service { get; init; }

    /// <summary>A folder with <c>tls.crt</c> and <c>tls.key</c>, which somebody else renews, such as cert-manager; null where the operator makes its own.</summary>
    public string? CertificateFolder { get; init; }

    /// <summary>How long a review may take, from its first byte to the answer.</summary>
    public TimeSpan ReviewTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
