using System.Text;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator.Cli.Input;
using StartOperator.Cli.Output;
using StartOperator.LocalCluster;
using StartOperator.LocalCluster.Controllers;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Resources;
using StartOperator.Resources.Schema;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Cli.Local;

/// <summary>A local cluster with one simulated ARM node, storage, StartOperator's resources and the operator, all in this process.</summary>
internal sealed class LocalBox : IAsyncDisposable
{
    private const string StorageClass = """
        {
          "apiVersion": "storage.k8s.io/v1",
          "kind": "StorageClass",
          "metadata": {"name": "simulated", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
          "provisioner": "startoperator.io/simulated",
          "volumeBindingMode": "WaitForFirstConsumer",
          "allowVolumeExpansion": true
        }
        """;

    private readonly LocalApiServer _server;
    private readonly LocalControllers _controllers;
    private readonly Kubernetes _kubernetes;
    private readonly IHost _operator;

    private LocalBox(LocalApiServer server, LocalControllers controllers, Kubernetes kubernetes, IHost @operator) =>
        (_server, _controllers, _kubernetes, _operator) = (server, controllers, kubernetes, @operator);

    /// <summary>The kubeconfig that the user's kubectl can use.</summary>
    public string KubeconfigPath => _server.KubeconfigPath;

    /// <summary>Where the API is served.</summary>
    public Uri Uri => _server.Uri;

    /// <summary>What the operator sees.</summary>
    public ObjectCaches Caches => _operator.Services.GetRequiredService<ObjectCaches>();

    /// <summary>The operator's own way to the API server.</summary>
    public ApiClient Client => _operator.Services.GetRequiredService<ApiClient>();

    /// <summary>Starts it all.</summary>
    /// <param name="options">Where the API server listens, and where its kubeconfig goes.</param>
    /// <param name="logLevel">From which level on the operator's log is printed.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LocalBox> StartAsync(LocalApiServerOptions options, LogLevel logLevel, CancellationToken cancellationToken)
    {
        var server = await LocalApiServer.StartAsync(options with { NamespaceControllers = false }, cancellationToken);
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(server.KubeconfigPath);
        var controllers = await LocalControllers.StartAsync(configuration, new LocalControllersOptions { Components = ClusterComponents.All, Nodes = [new SimulatedNodeOptions()] }, cancellationToken);
        var kubernetes = new Kubernetes(configuration);
        await InstallAsync(kubernetes, cancellationToken);
        var host = Operator(configuration, logLevel);
        await host.StartAsync(cancellationToken);
        return new LocalBox(server, controllers, kubernetes, host);
    }

    /// <summary>Makes a namespace.</summary>
    public Task CreateNamespaceAsync(string name, CancellationToken cancellationToken) =>
        CreateAsync(_kubernetes, "api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""", cancellationToken);

    /// <summary>Makes a package's objects.</summary>
    public async Task ApplyAsync(BuiltPackage built, CancellationToken cancellationToken)
    {
        foreach (var map in built.Assets)
        {
            await Client.CreateAsync(Kinds.ConfigMap, Applied(map), cancellationToken);
        }

        await Client.CreateAsync(StartServiceKind.Kind, Applied(built.Service!), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _operator.StopAsync(CancellationToken.None);
        _operator.Dispose();
        _kubernetes.Dispose();
        await _controllers.DisposeAsync();
        await _server.DisposeAsync();
        File.Delete(KubeconfigPath);
    }

    /// <summary>What <c>kubectl apply</c> leaves on an object, so that the user's own goes on from here.</summary>
    private static T Applied<T>(T item)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        item.SetAnnotation("kubectl.kubernetes.io/last-applied-configuration", ObjectJson.Of(item).GetRawText() + "\n");
        return item;
    }

    private static async Task InstallAsync(Kubernetes kubernetes, CancellationToken cancellationToken)
    {
        foreach (var yaml in CustomResourceDefinitions.Committed.Values)
        {
            var definition = ResourceYaml.Read(yaml)[0].GetRawText();
            await CreateAsync(kubernetes, "apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition, cancellationToken);
        }

        await CreateAsync(kubernetes, "apis/storage.k8s.io/v1/storageclasses", StorageClass, cancellationToken);
    }

    private static async Task CreateAsync(Kubernetes kubernetes, string path, string json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(kubernetes.BaseUri, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        await kubernetes.Credentials.ProcessHttpRequestAsync(request, cancellationToken);
        using var response = await kubernetes.HttpClient.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"the local cluster refuses {path}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private static IHost Operator(KubernetesClientConfiguration configuration, LogLevel logLevel)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(logLevel).AddSimpleConsole(console => console.SingleLine = true));

        // Ctrl-C belongs to the command, which stops everything in order.
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.AddStartOperator(new OperatorSettings(), options => options.ClientConfiguration = configuration);
        return builder.Build();
    }

    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
