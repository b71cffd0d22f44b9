using BenchmarkDotNet.Attributes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StartOperator.Bench.Operator;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Bench.Micro;

/// <summary>A reconcile that finds everything as desired: six children and a status are rendered and compared, and nothing is sent.</summary>
[MemoryDiagnoser]
[InProcess]
public class ReconcileBenchmarks : IDisposable
{
    private readonly EchoServer _server = new();
    private IHost? _host;
    private WorkloadController? _controller;
    private Workload? _workload;

    /// <summary>Converges one workload.</summary>
    [GlobalSetup]
    public async Task ConvergeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new Progress(0));
        builder.Services
            .AddOperator(options =>
            {
                options.AnnotationPrefix = Workload.Group;
                options.ClientConfiguration = new KubernetesClientConfiguration { Host = "http://server.invalid" };
                options.HttpHandlers.Add(_server);
            })
            .AddController<WorkloadController, Workload>(BenchKinds.Workload, c => c
                .Owns(Kinds.PersistentVolumeClaim).Owns(Kinds.Service).Owns(Kinds.ServiceAccount).Owns(Kinds.ConfigMap).Owns(BenchKinds.StatefulSet));
        _host = builder.Build();
        await _host.StartAsync();
        foreach (var cache in _host.Services.GetRequiredService<ObjectCaches>().All)
        {
            await cache.WaitForSyncAsync(CancellationToken.None);
        }

        _controller = _host.Services.GetRequiredService<WorkloadController>();
        _workload = new Workload
        {
            Metadata = new V1ObjectMeta { Name = "w", NamespaceProperty = "box", Uid = "u", Generation = 1, ResourceVersion = "1" },
            Status = new WorkloadStatus { ObservedGeneration = 1 },
        };
        await _controller.ReconcileAsync(_workload, CancellationToken.None);
        var requests = _server.Requests;
        await _controller.ReconcileAsync(_workload, CancellationToken.None);
        if (_server.Requests != requests)
        {
            throw new InvalidOperationException("a converged workload is written again");
        }
    }

    /// <summary>Ends the operator.</summary>
    [GlobalCleanup]
    public Task EndAsync() => _host!.StopAsync();

    /// <summary>One reconcile.</summary>
    [Benchmark]
    public Task<ReconciliationResult<Workload>> NoOpReconcile() => _controller!.ReconcileAsync(_workload!, CancellationToken.None);

    /// <inheritdoc />
    public void Dispose()
    {
        _server.Dispose();
        _host?.Dispose();
        GC.SuppressFinalize(this);
    }
}
