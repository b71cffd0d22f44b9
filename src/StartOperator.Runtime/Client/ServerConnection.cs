using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;

namespace StartOperator.Runtime.Client;

/// <summary>
/// The connections to the API server: trust and client certificate from KubernetesClient's configuration. KubernetesClient's own client would do the
/// same, and bring every type and operation of Kubernetes along.
/// </summary>
internal static class ServerConnection
{
    /// <summary>The handlers of requests: those given, outermost first, around the connections.</summary>
    public static HttpMessageHandler Handlers(KubernetesClientConfiguration configuration, IReadOnlyList<DelegatingHandler> around)
    {
        HttpMessageHandler handler = Connections(configuration);
        for (var i = around.Count - 1; i >= 0; i--)
        {
            var innermost = around[i];
            while (innermost.InnerHandler is DelegatingHandler next)
            {
                innermost = next;
            }

            innermost.InnerHandler = handler;
            handler = around[i];
        }

        return handler;
    }

    private static SocketsHttpHandler Connections(KubernetesClientConfiguration configuration)
    {
        var handler = new SocketsHttpHandler
        {
            // A connection that broke without a word is noticed within 45 s.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
        };
        if (configuration.SkipTlsVerify)
        {
#pragma warning disable CA5359 // The kubeconfig says insecure-skip-tls-verify.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (configuration.SslCaCerts is { } authorities)
        {
            // Only the cluster's own authority is trusted, and the server's name must be right.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (ClientCertificate(configuration) is { } client)
        {
            handler.SslOptions.ClientCertificates = [client];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => client;
        }

        configuration.FirstMessageHandlerSetup?.Invoke(handler);
        return handler;
    }

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration configuration)
    {
        var certificate = Pem(configuration.ClientCertificateData, configuration.ClientCertificateFilePath);
        var key = Pem(configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath);
        return certificate is null || key is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }

    private static string? Pem(string? base64, string? file) =>
        !string.IsNullOrWhiteSpace(base64) ? Encoding.ASCII.GetString(Convert.FromBase64String(base64))
        : !string.IsNullOrWhiteSpace(file) ? File.ReadAllText(file)
        : null;
}
