using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.CustomResources;
using StartOperator.LocalCluster.Discovery;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Namespaces;
using StartOperator.LocalCluster.OpenApi;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;

namespace StartOperator.LocalCluster;

/// <summary>The server without its socket: the store, what is served from it, and the controllers an API server runs itself.</summary>
internal sealed class ClusterServer : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly LocalApiServerOptions _options;
    private readonly string _authorityPem;
    private readonly ObjectStore _store;
    private readonly ResourceCatalog _catalog = new();
    private readonly ApiHandler _handler;
    private readonly List<Task> _controllers = [];

    public ClusterServer(LocalApiServerOptions options, string token, string authorityPem)
    {
        (_options, _authorityPem) = (options, authorityPem);
        _store = new ObjectStore(options.HistoryLimit);
        var resources = new ResourceHandler(_store, options.Clock);
        _handler = new ApiHandler(
            _catalog, resources, new SubresourceHandler(_store, resources, options.Clock, token), new DiscoveryDocuments(_catalog, new OpenApiDocuments(_catalog)), token, _stopping.Token);
    }

    public Task HandleAsync(HttpContext context) => _handler.HandleAsync(context);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Bootstrap.Run(_store, _options.Clock);
        var definitions = new DefinitionController(_store, _catalog, _options.Clock);
        _controllers.Add(definitions.RunAsync(_stopping.Token));
        if (_options.NamespaceControllers)
        {
            var namespaces = new NamespaceController(_store, _catalog, _options.Clock, _authorityPem);
            namespaces.Furnish("default");
            _controllers.Add(namespaces.RunAsync(_stopping.Token));
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_controllers);
    }

    public void Dispose() => _stopping.Dispose();
}
