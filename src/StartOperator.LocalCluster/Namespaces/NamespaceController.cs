using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Namespaces;

/// <summary>
/// Does what a cluster's controllers do for namespaces: every one gets a default service account and the cluster's root certificate,
/// and one that is deleted is emptied, waits for the finalizers of what is in it, and goes.
/// </summary>
internal sealed class NamespaceController(ObjectStore store, ResourceCatalog catalog, TimeProvider clock, string authorityPem)
{
    private static readonly Collection Namespaces = new("", "namespaces");

    private readonly ObjectWriter _writer = new(store, clock);
    private readonly ObjectDeleter _deleter = new(store, clock);
    private readonly NamespaceFinalizer _finalizer = new(store);
    private readonly Dictionary<string, Task> _removals = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var log = store.Log(Namespaces);
        long cursor = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var changed = log.Changed;
            var changes = log.After(cursor) ?? log.After(cursor = store.Revision) ?? [];
            foreach (var change in changes)
            {
                cursor = change.Revision;
                Reconcile(change, cancellation);
            }

            if (changes.Count > 0) continue;
            try
            {
                await changed.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                // Stopping.
            }
        }

        await Task.WhenAll(_removals.Values);
    }

    /// <summary>Makes what a namespace has from the start.</summary>
    public void Furnish(string ns)
    {
        Make(ns, "ServiceAccount", "default", []);
        Make(ns, "ConfigMap", "kube-root-ca.crt", new JsonObject { ["data"] = new JsonObject { ["ca.crt"] = authorityPem } });
    }

    private void Reconcile(Change change, CancellationToken cancellation)
    {
        var name = change.Current.Name;
        if (change.Type == ChangeType.Deleted)
        {
            _removals.Remove(name);
            return;
        }

        var terminating = change.Current.Json.Text("metadata", "deletionTimestamp") is not null;
        if (!terminating && change.Type == ChangeType.Added) Furnish(name);
        if (terminating && !_removals.ContainsKey(name)) _removals[name] = RemoveAsync(name, cancellation);
    }

    private void Make(string ns, string kind, string name, JsonObject body)
    {
        var resource = catalog.All.First(r => r.Group.Length == 0 && r.Kind == kind);
        body["metadata"] = new JsonObject { ["name"] = name };
        var request = new WriteRequest(resource, ns, name, "") { Manager = "kube-controller-manager", Now = clock.GetUtcNow() };
        try
        {
            _writer.Create(request, RequestDecoder.Object(resource, body, [], UnknownFields.Ignore, _ => { }));
        }
        catch (StatusException refused) when (refused.Code is 403 or 404 or 409)
        {
            // It is there already, or the namespace is going.
        }
    }

    private async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        try
        {
            while (await EmptyAsync(name, cancellation))
            {
                // Something was left; EmptyAsync waited for it to change.
            }

            _finalizer.Finalize(name, null, null);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        catch (StatusException gone) when (gone.Code == 404)
        {
            // Someone else finished it.
        }
    }

    /// <summary>Deletes what the namespace holds. When something stays, waits for a change of it and says true.</summary>
    private async Task<bool> EmptyAsync(string name, CancellationToken cancellation)
    {
        foreach (var resource in catalog.All.Where(r => r.Namespaced && r.Verbs.Contains("delete")).DistinctBy(r => r.Collection).ToList())
        {
            var changed = store.Log(resource.Collection).Changed;
            var left = store.Read(resource.Collection).Range(name + "/").ToList();
            foreach (var obj in left.Where(obj => obj.Json.Text("metadata", "deletionTimestamp") is null)) Delete(resource, obj);
            if (!store.Read(resource.Collection).Range(name + "/").Any()) continue;
            await changed.WaitAsync(cancellation);
            return true;
        }

        return false;
    }

    private void Delete(ApiResource resource, StoredObject obj)
    {
        try
        {
            _deleter.Delete(resource, obj.Namespace, obj.Name, new DeleteOptions { PropagationPolicy = "Background" });
        }
        catch (StatusException gone) when (gone.Code == 404)
        {
            // Someone else deleted it.
        }
    }
}
