using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StartOperator.LocalCluster.Certificates;
using StartOperator.LocalCluster.Http;

namespace StartOperator.LocalCluster;

/// <summary>
/// A Kubernetes API server for one machine, for development and tests: it listens on loopback only, behind TLS and a token, keeps
/// everything in memory, and answers as kube-apiserver does. It runs no pods and enforces no RBAC.
/// </summary>
public sealed class LocalApiServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly ClusterServer _cluster;
    private readonly bool _ownsKubeconfig;
    private int _stopped;

    private LocalApiServer(WebApplication host, ClusterServer cluster, Uri uri, string kubeconfigPath, bool ownsKubeconfig) =>
        (_host, _cluster, Uri, KubeconfigPath, _ownsKubeconfig) = (host, cluster, uri, kubeconfigPath, ownsKubeconfig);

    /// <summary>Where the API is served.</summary>
    public Uri Uri { get; }

    /// <summary>The kubeconfig with address, authority and token; kubectl and any client can use it as it is.</summary>
    public string KubeconfigPath { get; }

    /// <summary>Starts a server; it answers when this returns.</summary>
    public static async Task<LocalApiServer> StartAsync(LocalApiServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var certificate = ServingCertificate.Make(options.Clock.GetUtcNow());
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var cluster = new ClusterServer(options, token, certificate.AuthorityPem);
        var host = Host(options.Port, certificate, new AuditLog(options).Wrap(cluster.HandleAsync));
        try
        {
            await host.StartAsync(cancellationToken);
            var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            var uri = new Uri(address.Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
            var path = options.KubeconfigPath ?? Path.Combine(Path.GetTempPath(), $"start-operator-local-{Guid.NewGuid():N}.kubeconfig");
            await Kubeconfig.WriteAsync(path, options.ContextName, uri, certificate.AuthorityPem, token, cancellationToken);
            await cluster.StartAsync(cancellationToken);
            return new LocalApiServer(host, cluster, uri, path, options.KubeconfigPath is null);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends all watches and stops serving. A kubeconfig in the temporary folder is removed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1) return;
        await _cluster.StopAsync();
        await _host.StopAsync(cancellationToken);
        await _host.DisposeAsync();
        _cluster.Dispose();
        if (_ownsKubeconfig) File.Delete(KubeconfigPath);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static WebApplication Host(int port, ServingCertificate certificate, RequestDelegate handler)
    {
        var host = LoopbackServer.Build(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate.Certificate));
        });
        host.Run(handler);
        return host;
    }
}
