using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Namespaces;

/// <summary>Gives every namespace what pods expect in it: the service account <c>default</c>, and the ConfigMap <c>kube-root-ca.crt</c>.</summary>
public sealed class ServiceAccountController : IClusterController
{
    private const string Account = "default";
    private const string RootCa = "kube-root-ca.crt";
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1Namespace> _namespaces;
    private readonly WatchedKind<V1ServiceAccount> _accounts;
    private readonly WatchedKind<V1ConfigMap> _configMaps;
    private readonly string _certificates;
    private readonly WorkLoop<string> _work;

    /// <summary>The controller of a cluster.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="certificates">The certificates, in PEM, by which pods know the API server; empty when it has none.</param>
    /// <param name="log">Told of failures.</param>
    public ServiceAccountController(ClusterApi api, ClusterWatch cluster, string certificates, ILogger log)
    {
        _api = api.As("service-account-controller");
        _certificates = certificates;
        _namespaces = cluster.Of<V1Namespace>();
        _accounts = cluster.Of<V1ServiceAccount>();
        _configMaps = cluster.Of<V1ConfigMap>();
        _work = new WorkLoop<string>("service accounts", SyncAsync, TimeProvider.System, log)
            .On(_namespaces, ns => [ns.Metadata.Name])
            .On(_accounts, account => account.Metadata.Name == Account ? [account.Metadata.NamespaceProperty] : [])
            .On(_configMaps, map => map.Metadata.Name == RootCa ? [map.Metadata.NamespaceProperty] : []);
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private async Task<TimeSpan?> SyncAsync(string ns, CancellationToken cancellation)
    {
        if (_namespaces.Find(new(null, ns)) is not { Metadata.DeletionTimestamp: null })
        {
            return null;
        }

        if (_accounts.Find(new(ns, Account)) is null)
        {
            var metadata = new V1ObjectMeta { Name = Account, NamespaceProperty = ns };
            await _api.CreateIfAbsentAsync(new V1ServiceAccount { ApiVersion = "v1", Kind = "ServiceAccount", Metadata = metadata }, cancellation);
        }

        if (_configMaps.Find(new(ns, RootCa)) is not { } map)
        {
            await _api.CreateIfAbsentAsync(
                new V1ConfigMap
                {
                    ApiVersion = "v1",
                    Kind = "ConfigMap",
                    Metadata = new() { Name = RootCa, NamespaceProperty = ns },
                    Data = new Dictionary<string, string> { ["ca.crt"] = _certificates },
                },
                cancellation);
        }
        else if (map.Data?.ContainsKey("ca.crt") != true)
        {
            await _api.PatchAsync<V1ConfigMap>(new(ns, RootCa), new() { ["data"] = new JsonObject { ["ca.crt"] = _certificates } }, cancellation);
        }

        return null;
    }
}
