extern alias full;

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using k8s;
using k8s.Models;
using StartOperator.Bench.Operator;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Watching;
using Theirs = full::k8s.Kubernetes;

namespace StartOperator.Bench.Micro;

/// <summary>
/// The same thousand events of pods, as a server sends them, managedFields included: read by us, and by KubernetesClient's own watcher. The figures are
/// those of one event.
/// </summary>
[MemoryDiagnoser]
[InProcess]
public class WatchBenchmarks : IDisposable
{
    private const int Events = 1000;
    private readonly Canned _server = new(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Events).Select(Event))));
    private readonly ApiClient _ours;
    private readonly Theirs _theirs;

    /// <summary>Connects both.</summary>
    public WatchBenchmarks()
    {
        var configuration = new KubernetesClientConfiguration { Host = "http://server.invalid" };
        _ours = new ApiClient(configuration, new ApiClientOptions { Handlers = [_server] });
        _theirs = new Theirs(new full::k8s.KubernetesClientConfiguration { Host = "http://server.invalid" }, new Canned(_server.Bytes));
    }

    /// <summary>Ours.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public async Task<int> Ours()
    {
        var seen = 0;
        var request = new WatchRequest(null, null, "1", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        await foreach (var change in _ours.WatchAsync(Kinds.Pod, request, CancellationToken.None))
        {
            seen += change.Resource is null ? 0 : 1;
        }

        return seen == Events ? seen : throw new InvalidOperationException($"{seen} events");
    }

    /// <summary>KubernetesClient's.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task<int> KubernetesClients()
    {
        var seen = 0;
        await foreach (var (_, pod) in full::k8s.CoreV1OperationsExtensions.WatchListPodForAllNamespacesAsync(_theirs.CoreV1))
        {
            seen += pod is null ? 0 : 1;
        }

        return seen == Events ? seen : throw new InvalidOperationException($"{seen} events");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
        GC.SuppressFinalize(this);
    }

    private static string Event(int number)
    {
        var template = Children.Set(new Workload { Metadata = new() { Name = $"w-{number}", NamespaceProperty = "box", Uid = "u" } }).Spec.Template;
        var pod = new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new()
            {
                Name = $"w-{number}-0",
                NamespaceProperty = "box",
                Uid = $"uid-{number}",
                ResourceVersion = $"{1000 + number}",
                CreationTimestamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                Labels = template.Metadata.Labels,
            },
            Spec = template.Spec,
            Status = new()
            {
                Phase = "Running",
                PodIP = "10.0.0.1",
                Conditions = [.. new[] { "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(c => new V1PodCondition { Type = c, Status = "True" })],
                ContainerStatuses = [new() { Name = "main", Image = "registry.example/main:1", ImageID = "sha256:0", Ready = true, RestartCount = 0, Started = true }],
            },
        };
        var json = JsonNode.Parse(Kinds.Pod.Write(pod))!;
        json["metadata"]!["managedFields"] = new JsonArray(Managed("operator", "Apply", 40), Managed("kubelet", "Update", 20));
        return $$"""{"type":"MODIFIED","object":{{json.ToJsonString()}}}""" + "\n";
    }

    private static JsonObject Managed(string manager, string operation, int fields) => new()
    {
        ["manager"] = manager,
        ["operation"] = operation,
        ["apiVersion"] = "v1",
        ["time"] = "2026-01-01T00:00:00Z",
        ["fieldsType"] = "FieldsV1",
        ["fieldsV1"] = new JsonObject
        {
            ["f:spec"] = new JsonObject([.. Enumerable.Range(0, fields).Select(n => KeyValuePair.Create(
                $"k:{{\"name\":\"c{n}\"}}", (JsonNode?)new JsonObject { ["."] = new JsonObject(), ["f:image"] = new JsonObject(), ["f:name"] = new JsonObject() }))]),
        },
    };

    /// <summary>Answers everything with the same bytes.</summary>
    private sealed class Canned(byte[] bytes) : DelegatingHandler
    {
        public byte[] Bytes => bytes;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes), RequestMessage = request });
    }
}
