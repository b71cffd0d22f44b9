using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Scheduling;

namespace StartOperator.LocalCluster.Controllers.Networking;

/// <summary>
/// Keeps for every Service with a selector the EndpointSlices that list its pods: IPv4, at most a hundred addresses in each, headless and
/// port-less Services included.
/// </summary>
public sealed class EndpointSliceController : IClusterController
{
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string Own = "endpointslice-controller.k8s.io";
    private const string ServiceName = "kubernetes.io/service-name";
    private const string Headless = "service.kubernetes.io/headless";
    private const int SliceSize = 100;
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1Service> _services;
    private readonly WatchedKind<V1Pod> _pods;
    private readonly WatchedKind<V1EndpointSlice> _slices;
    private readonly WorkLoop<ObjectKey> _work;

    /// <summary>The controller of a cluster.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="log">Told of failures.</param>
    public EndpointSliceController(ClusterApi api, ClusterWatch cluster, ILogger log)
    {
        _api = api.As("endpoint-slice-controller");
        _services = cluster.Of<V1Service>();
        _pods = cluster.Of<V1Pod>();
        _slices = cluster.Of<V1EndpointSlice>();
        _work = new WorkLoop<ObjectKey>("endpoint slices", SyncAsync, TimeProvider.System, log)
            .On(_services, service => [ObjectKey.Of(service)])
            .On(_pods, Selecting)
            .On(_slices, slice => Label(slice, ServiceName) is { } service ? [new(slice.Metadata.NamespaceProperty, service)] : []);
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private IEnumerable<ObjectKey> Selecting(V1Pod pod) => _services.All
        .Where(service => service.Metadata.NamespaceProperty == pod.Metadata.NamespaceProperty && HasSelector(service)
            && NodeSelectors.Matches(new() { MatchLabels = service.Spec.Selector }, pod.Metadata.Labels, whenNull: false))
        .Select(service => ObjectKey.Of(service));

    private static bool HasSelector(V1Service service) => service.Spec is { Type: not "ExternalName", Selector.Count: > 0 };

    private async Task<TimeSpan?> SyncAsync(ObjectKey key, CancellationToken cancellation)
    {
        var present = _slices.All
            .Where(slice => slice.Metadata.NamespaceProperty == key.Namespace)
            .Where(slice => Label(slice, ServiceName) == key.Name && Label(slice, ManagedBy) == Own)
            .OrderBy(slice => slice.Metadata.CreationTimestamp).ToList();
        var service = _services.Find(key);
        var isServed = service is { Metadata.DeletionTimestamp: null } && HasSelector(service);
        var wanted = isServed ? Slices(service!).ToList() : [];
        foreach (var slice in wanted)
        {
            var match = present.FirstOrDefault(known => SamePorts(known, slice))
                ?? present.FirstOrDefault(known => !wanted.Any(other => SamePorts(known, other)));
            if (match is not null)
            {
                present.Remove(match);
            }

            await ApplyAsync(match, slice, cancellation);
        }

        foreach (var superfluous in present)
        {
            await _api.DeleteAsync<V1EndpointSlice>(ObjectKey.Of(superfluous), new(), cancellation);
        }

        return null;
    }

    private IEnumerable<V1EndpointSlice> Slices(V1Service service) => Endpoints.Of(service, _pods.All)
        .SelectMany(group => group.Members.Chunk(SliceSize).DefaultIfEmpty([]).Select(members => Slice(service, group.Ports, members)));

    private static V1EndpointSlice Slice(V1Service service, IReadOnlyList<Discoveryv1EndpointPort> ports, V1Endpoint[] members)
    {
        var labels = new Dictionary<string, string>(service.Metadata.Labels ?? new Dictionary<string, string>())
        {
            [ManagedBy] = Own,
            [ServiceName] = service.Metadata.Name,
        };
        if (service.Spec.ClusterIP == "None")
        {
            labels[Headless] = "";
        }

        return new()
        {
            ApiVersion = "discovery.k8s.io/v1",
            Kind = "EndpointSlice",
            Metadata = new()
            {
                GenerateName = $"{service.Metadata.Name}-",
                NamespaceProperty = service.Metadata.NamespaceProperty,
                Labels = labels,
                OwnerReferences =
                [
                    new()
                    {
                        ApiVersion = "v1",
                        Kind = "Service",
                        Name = service.Metadata.Name,
                        Uid = service.Metadata.Uid,
                        Controller = true,
                        BlockOwnerDeletion = true,
                    },
                ],
            },
            AddressType = "IPv4",
            Endpoints = [.. members],
            Ports = ports.Count == 0 ? null : [.. ports],
        };
    }

    private async Task ApplyAsync(V1EndpointSlice? present, V1EndpointSlice wanted, CancellationToken cancellation)
    {
        if (present is null)
        {
            if (await _api.CreateIfAbsentAsync(wanted, cancellation) is { } created)
            {
                _slices.Remember(created);
            }

            return;
        }

        var content = Content(wanted);
        if (content != Content(present))
        {
            var patch = JsonNode.Parse(content)!.AsObject();
            patch.TryAdd("ports", null);
            patch["metadata"]!["resourceVersion"] = present.Metadata.ResourceVersion;
            foreach (var dropped in present.Metadata.Labels.Keys.Except(wanted.Metadata.Labels.Keys))
            {
                patch["metadata"]!["labels"]![dropped] = null;
            }

            _slices.Remember(await _api.PatchAsync<V1EndpointSlice>(ObjectKey.Of(present), patch, cancellation));
        }
    }

    // What this controller decides, in one form whether it was decided now or read back.
    private static string Content(V1EndpointSlice slice) => KubernetesJson.Serialize(new V1EndpointSlice
    {
        Metadata = new() { Labels = new SortedDictionary<string, string>(slice.Metadata.Labels, StringComparer.Ordinal) },
        Endpoints = slice.Endpoints ?? [],
        Ports = slice.Ports is { Count: > 0 } ports ? ports : null,
    });

    private static bool SamePorts(V1EndpointSlice one, V1EndpointSlice other) => Ports(one).SequenceEqual(Ports(other));

    private static IEnumerable<(string Name, int? Port, string Protocol)> Ports(V1EndpointSlice slice) =>
        (slice.Ports ?? []).Select(port => (port.Name ?? "", port.Port, port.Protocol));

    private static string? Label(V1EndpointSlice slice, string name) =>
        slice.Metadata.Labels is { } labels && labels.TryGetValue(name, out var value) ? value : null;
}
