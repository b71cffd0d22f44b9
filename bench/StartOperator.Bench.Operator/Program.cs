using System.Globalization;
using System.Net;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator.Bench.Operator;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Http;

// usage: bench-operator KUBECONFIG NAMESPACE WORKERS EXPECTED-RECONCILES
var (kubeconfig, space) = (args[0], args[1]);
var (workers, expected) = (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Services.AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
builder.Services.AddSingleton(new Progress(expected));
var children = LabelSelector.Parse(Children.Selector);
builder.Services
    .AddOperator(options =>
    {
        options.Name = "bench-operator";
        options.AnnotationPrefix = Workload.Group;
        options.Namespaces.Add(space);
        options.Endpoints = new EndpointOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        options.ClientConfiguration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
    })
    .AddController<WorkloadController, Workload>(BenchKinds.Workload, c => c
        .WithConcurrency(workers)
        .Owns(Kinds.PersistentVolumeClaim)
        .Owns(Kinds.Service)
        .Owns(Kinds.ServiceAccount)
        .Owns(Kinds.ConfigMap)
        .Owns(BenchKinds.StatefulSet))
    .AddCache(Kinds.PersistentVolumeClaim, c => c.Selector = children)
    .AddCache(Kinds.Service, c => c.Selector = children)
    .AddCache(Kinds.ServiceAccount, c => c.Selector = children)
    .AddCache(Kinds.ConfigMap, c => c.Selector = children)
    .AddCache(BenchKinds.StatefulSet, c => c.Selector = children);
var host = builder.Build();
await host.StartAsync();
foreach (var cache in host.Services.GetRequiredService<ObjectCaches>().All)
{
    await cache.WaitForSyncAsync(CancellationToken.None);
}

Console.WriteLine("synced");
await host.WaitForShutdownAsync();
