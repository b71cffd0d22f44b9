using System.Collections.Concurrent;
using k8s;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>A running API server without controllers, and a connection to it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly IAsyncDisposable _process;
    private readonly Dictionary<Credentials, Kubernetes> _connections;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _once = new(StringComparer.Ordinal);

    private readonly string _kubeconfigPath;

    private RunningServer(string name, IAsyncDisposable process, string kubeconfigPath)
    {
        Name = name;
        (_process, _kubeconfigPath) = (process, kubeconfigPath);
        var admin = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfigPath);
        _connections = new()
        {
            [Credentials.Admin] = new(admin),
            [Credentials.None] = new(new KubernetesClientConfiguration { Host = admin.Host, SslCaCerts = admin.SslCaCerts }),
            [Credentials.Unknown] = new(new KubernetesClientConfiguration { Host = admin.Host, SslCaCerts = admin.SslCaCerts, AccessToken = "nobody" }),
        };
    }

    /// <summary>Which it is.</summary>
    public string Name { get; }

    public static Task<RunningServer> StartLocalAsync() => StartLocalAsync(new());

    public static async Task<RunningServer> StartLocalAsync(LocalApiServerOptions options)
    {
        var server = await LocalApiServer.StartAsync(options with { NamespaceControllers = false }, CancellationToken.None);
        return new(Server.Local, server, server.KubeconfigPath);
    }

    public static async Task<RunningServer> StartRealAsync()
    {
        var server = await RealControlPlane.StartAsync(new(), CancellationToken.None);
        return new(Server.Real, server, server.KubeconfigPath);
    }

    /// <summary>A client with a namespace of its own, in which pods can be made.</summary>
    /// <param name="transcript">Takes down what is asked and answered.</param>
    /// <param name="cancellation">Ends its requests.</param>
    public async Task<ApiClient> EnterAsync(Transcript transcript, CancellationToken cancellation)
    {
        var api = new ApiClient(_connections, _kubeconfigPath, _once, transcript, cancellation);
        await CreateAsync(api, "namespaces", Objects.Named(api.Namespace));
        await CreateAsync(api, "serviceaccounts", Objects.Named("default"));
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
        }

        await _process.DisposeAsync();
    }

    private static async Task CreateAsync(ApiClient api, string path, string body) =>
        (await api.SendAsync(new(HttpMethod.Post, path) { Body = body, Recorded = false })).ShouldSucceed();
}
