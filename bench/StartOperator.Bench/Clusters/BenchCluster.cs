using System.Collections.Concurrent;
using k8s;
using StartOperator.LocalCluster;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Bench.Clusters;

/// <summary>A request that the API server answered.</summary>
/// <param name="UserAgent">Who sent it.</param>
/// <param name="Verb">Kubernetes' verb.</param>
/// <param name="Resource">The plural name of the kind.</param>
/// <param name="Name">The object; empty where the request names none.</param>
/// <param name="At">When it arrived; on the local cluster, when it was answered.</param>
public sealed record AnsweredRequest(string UserAgent, string Verb, string Resource, string Name, DateTimeOffset At)
{
    /// <summary>Whether it changes something.</summary>
    public bool IsWrite => Verb is not ("get" or "list" or "watch");
}

/// <summary>The API server that a round runs against: a real one with an audit log, or the local cluster's where there is none.</summary>
public sealed class BenchCluster : IAsyncDisposable
{
    private readonly RealControlPlane? _real;
    private readonly LocalApiServer? _local;
    private readonly ConcurrentQueue<AnsweredRequest> _answered;

    private BenchCluster(RealControlPlane? real, LocalApiServer? local, ConcurrentQueue<AnsweredRequest> answered) =>
        (_real, _local, _answered) = (real, local, answered);

    /// <summary>What it is, for the report.</summary>
    public static string Kind => RealControlPlane.TryFindBinaries(out _) ? "kube-apiserver and etcd" : "local cluster";

    /// <summary>The processor time that the API server and its store have used so far, in seconds; nothing on the local cluster.</summary>
    public double ServerCpu => _real is null ? 0 : _real.Cpu.ApiServer.TotalSeconds + _real.Cpu.Etcd.TotalSeconds;

    /// <summary>A kubeconfig of a user who may do everything.</summary>
    public string KubeconfigPath => _real?.KubeconfigPath ?? _local!.KubeconfigPath;

    /// <summary>The same for KubernetesClient; a new object at every call.</summary>
    public KubernetesClientConfiguration Configuration => KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigPath);

    /// <summary>Starts an API server that nothing else uses.</summary>
    public static async Task<BenchCluster> StartAsync(CancellationToken cancellation)
    {
        var answered = new ConcurrentQueue<AnsweredRequest>();
        if (RealControlPlane.TryFindBinaries(out _))
        {
            return new BenchCluster(await RealControlPlane.StartAsync(new RealControlPlaneOptions(), cancellation), null, answered);
        }

        var local = await LocalApiServer.StartAsync(
            new LocalApiServerOptions { OnRequest = e => answered.Enqueue(new(e.UserAgent, e.Verb, e.Resource, e.Name, e.Time)) }, cancellation);
        return new BenchCluster(null, local, answered);
    }

    /// <summary>The place up to which everything answered so far is known.</summary>
    public async Task<long> MarkAsync(CancellationToken cancellation) => _real is null ? _answered.Count : await _real.Audit.MarkAsync(cancellation);

    /// <summary>The requests of one sender that were answered since a mark.</summary>
    public async Task<IReadOnlyList<AnsweredRequest>> SinceAsync(long mark, string userAgent, CancellationToken cancellation)
    {
        var all = _real is null
            ? _answered.Skip((int)mark)
            : (await _real.Audit.SinceAsync(mark, cancellation)).Select(r => new AnsweredRequest(r.UserAgent, r.Verb, r.Resource, r.Name, r.At));
        return [.. all.Where(r => r.UserAgent == userAgent)];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_real is not null)
        {
            await _real.DisposeAsync();
        }

        if (_local is not null)
        {
            await _local.DisposeAsync();
        }
    }
}
