using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Namespaces;

/// <summary>Empties namespaces that are being deleted, pods first, and lets them go once they are empty.</summary>
public sealed class NamespaceController : IClusterController
{
    private const string Pods = "pods";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly ClusterApi _api;
    private readonly WatchedKind<V1Namespace> _namespaces;
    private readonly WorkLoop<string> _work;
    private IReadOnlyList<ServedResource> _served = [];
    private DateTimeOffset _servedAt;

    /// <summary>The controller of a cluster.</summary>
    /// <param name="api">The API.</param>
    /// <param name="cluster">The shared watches.</param>
    /// <param name="log">Told of failures.</param>
    public NamespaceController(ClusterApi api, ClusterWatch cluster, ILogger log)
    {
        _api = api.As("namespace-controller");
        _namespaces = cluster.Of<V1Namespace>();
        _work = new WorkLoop<string>("namespaces", SyncAsync, TimeProvider.System, log).On(_namespaces, ns => [ns.Metadata.Name]);
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellation) => _work.RunAsync(cancellation);

    private async Task<TimeSpan?> SyncAsync(string name, CancellationToken cancellation)
    {
        if (_namespaces.Find(new(null, name)) is not { Metadata.DeletionTimestamp: not null } ns
            || !(ns.Spec?.Finalizers ?? []).Contains("kubernetes"))
        {
            return null;
        }

        var remaining = await EmptyAsync(name, cancellation);
        if (remaining.Count > 0)
        {
            if (remaining[0].Resource != Pods)
            {
                await ReportAsync(ns, remaining, cancellation);
            } // Else it may be a matter of grace periods only.

            return Pace;
        }

        ns.Spec!.Finalizers = [.. ns.Spec.Finalizers.Where(finalizer => finalizer != "kubernetes")];
        var path = ResourcePath.Of<V1Namespace>().Item(new(null, name), "finalize");
        await _api.SendAsync<V1Namespace>(HttpMethod.Put, path, ClusterApi.Json(ns), cancellation);
        return null;
    }

    private async Task<IReadOnlyList<ServedResource>> ServedAsync(CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (now - _servedAt > Fresh)
        {
            (_served, _servedAt) = (await ApiCatalogue.ReadAsync(_api, cancellation), now);
        }

        return _served;
    }

    /// <returns>What is still there, by resource.</returns>
    private async Task<List<Remainder>> EmptyAsync(string ns, CancellationToken cancellation)
    {
        var resources = (await ServedAsync(cancellation))
            .Where(resource => resource.IsNamespaced && resource.Verbs.Contains("list") && resource.Verbs.Contains("delete"))
            .OrderBy(resource => resource.QualifiedName == Pods ? 0 : 1)
            .ThenBy(resource => resource.QualifiedName);
        var remaining = new List<Remainder>();
        foreach (var resource in resources)
        {
            if (await EmptyAsync(ns, resource, cancellation) is { Count: > 0 } rest)
            {
                remaining.Add(rest);
                if (resource.QualifiedName == Pods)
                {
                    break; // Nothing a pod may still need goes before it.
                }
            }
        }

        return remaining;
    }

    private async Task<Remainder> EmptyAsync(string ns, ServedResource resource, CancellationToken cancellation)
    {
        var rest = await ReadAsync(ns, resource, cancellation);
        var untold = rest.Items.Where(item => item.DeletionTimestamp is null).ToList();
        if (untold.Count == 0)
        {
            return rest;
        }

        if (resource.Verbs.Contains("deletecollection"))
        {
            await _api.DeleteAsync(resource.Path.Collection(ns), new() { PropagationPolicy = "Background" }, cancellation);
        }
        else
        {
            foreach (var item in untold)
            {
                var options = new V1DeleteOptions { PropagationPolicy = "Background", Preconditions = new() { Uid = item.Uid } };
                await _api.DeleteAsync(resource.Path.Item(new(ns, item.Name)), options, cancellation);
            }
        }

        return await ReadAsync(ns, resource, cancellation);
    }

    private async Task<Remainder> ReadAsync(string ns, ServedResource resource, CancellationToken cancellation)
    {
        try
        {
            using var list = await _api.ReadAsync(resource.Path.Collection(ns), cancellation);
            return new(resource.QualifiedName, [.. list.RootElement.GetProperty("items").EnumerateArray().Select(Metadata)]);
        }
        catch (ApiRefusalException refusal) when (refusal.Code is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.MethodNotAllowed)
        {
            return new(resource.QualifiedName, []);
        }
    }

    private static V1ObjectMeta Metadata(JsonElement item) => KubernetesJson.Deserialize<V1ObjectMeta>(item.GetProperty("metadata"));

    private async Task ReportAsync(V1Namespace ns, List<Remainder> remaining, CancellationToken cancellation)
    {
        var present = ns.Status?.Conditions ?? [];
        var finalizers = remaining.SelectMany(rest => rest.Items).SelectMany(item => item.Finalizers ?? [])
            .GroupBy(finalizer => finalizer).OrderBy(group => group.Key)
            .Select(group => $"{group.Key} in {group.Count()} resource instances").ToList();
        var instances = remaining.Select(rest => $"{rest.Resource}. has {rest.Count} resource instances");
        V1NamespaceCondition[] conditions =
        [
            Condition("NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered"),
            Condition("NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
            Condition(
                "NamespaceDeletionContentFailure", "False", "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
            Condition("NamespaceContentRemaining", "True", "SomeResourcesRemain", $"Some resources are remaining: {string.Join(", ", instances)}"),
            finalizers.Count > 0
                ? Condition(
                    "NamespaceFinalizersRemaining",
                    "True",
                    "SomeFinalizersRemain",
                    $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}")
                : Condition("NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
        ];
        if (!conditions.All(condition => present.Any(known => Says(known, condition))))
        {
            var status = JsonNode.Parse(KubernetesJson.Serialize(new V1NamespaceStatus { Phase = "Terminating", Conditions = conditions }));
            _namespaces.Remember(await _api.PatchAsync<V1Namespace>(ObjectKey.Of(ns), new() { ["status"] = status }, cancellation, "status"));
        }

        V1NamespaceCondition Condition(string type, string state, string reason, string message) => new()
        {
            Type = type,
            Status = state,
            Reason = reason,
            Message = message,
            LastTransitionTime = present.FirstOrDefault(known => known.Type == type && known.Status == state)?.LastTransitionTime
                ?? TimeProvider.System.GetUtcNow().UtcDateTime,
        };
    }

    private static bool Says(V1NamespaceCondition one, V1NamespaceCondition other) =>
        one.Type == other.Type && one.Status == other.Status && one.Message == other.Message;

    private sealed record Remainder(string Resource, IReadOnlyList<V1ObjectMeta> Items)
    {
        public int Count => Items.Count;
    }
}
