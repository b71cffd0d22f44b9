using System.Runtime.InteropServices;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.Resources;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>What is in a cluster, by watching it; scenarios share one view of each cluster.</summary>
public sealed class ClusterView : IAsyncDisposable
{
    private readonly ClusterApi _api;
    private readonly ClusterWatch _kinds;
    private readonly WatchedKind<StartService> _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    /// <summary>Begins to watch a cluster.</summary>
    /// <param name="configuration">The cluster.</param>
    public ClusterView(KubernetesClientConfiguration configuration)
    {
        _api = new(configuration, "scenarios/view");
        _kinds = new(_api);
        _services = new(_api, ResourcePath.Of<StartService>(), json => StartServiceKind.Kind.Read(JsonMarshal.GetRawUtf8Value(json)), _ => { });
        _watching = _services.RunAsync(_stop.Token);
    }

    /// <summary>The objects of a kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public WatchedKind<T> Of<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => _services as WatchedKind<T> ?? _kinds.Of<T>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await _kinds.DisposeAsync();
        _api.Dispose();
        _stop.Dispose();
    }
}
