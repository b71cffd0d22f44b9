using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Watches CustomResourceDefinitions: accepts their names, serves their versions, and removes their objects when they go.</summary>
internal sealed class DefinitionController(ObjectStore store, ResourceCatalog catalog, TimeProvider clock)
{
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    private static readonly Collection Definitions = new("apiextensions.k8s.io", "customresourcedefinitions");

    private readonly ObjectWriter _writer = new(store, clock);
    private readonly ObjectDeleter _deleter = new(store, clock);
    private readonly Dictionary<string, Task> _removals = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        var log = store.Log(Definitions);
        long cursor = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var changed = log.Changed;
            var changes = log.After(cursor) ?? log.After(cursor = store.Revision) ?? [];
            foreach (var change in changes)
            {
                cursor = change.Revision;
                Reconcile(change.Current.Name, change.Type == ChangeType.Deleted ? change.Current.Json : null, cancellation);
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

    private void Reconcile(string name, JsonObject? deleted, CancellationToken cancellation)
    {
        if (store.Find(Definitions, "", name) is not { } stored)
        {
            if (deleted is not null) Forget(deleted);
            return;
        }

        var definition = stored.Json;
        if (definition.Text("metadata", "deletionTimestamp") is not null)
        {
            if (definition.Texts("metadata", "finalizers").Contains(CleanupFinalizer) && !_removals.ContainsKey(name))
                _removals[name] = RemoveAsync(definition, cancellation);
            return;
        }

        var others = store.Read(Definitions).Contents.Where(other => other.Name != name).Select(other => other.Json).ToList();
        var names = AcceptedNames.Decide(definition, others);
        WriteStatus(name, status => names.Write(status, clock.GetUtcNow()));
        definition = store.Find(Definitions, "", name)?.Json ?? definition;
        if (!Conditions.IsTrue(definition, "Established")) return;
        catalog.Serve(definition.Text("spec", "group")!, definition.Text("status", "acceptedNames", "plural")!, CustomResourceFactory.Resources(definition));
    }

    private void Forget(JsonObject definition)
    {
        var (group, plural) = (definition.Text("spec", "group")!, definition.Text("spec", "names", "plural")!);
        catalog.Serve(group, plural, []);
        store.Drop(new Collection(group, plural));
        _removals.Remove(definition.Text("metadata", "name")!);
    }

    /// <summary>Deletes every object of the kind, waits for their finalizers, then lets the definition go.</summary>
    private async Task RemoveAsync(JsonObject definition, CancellationToken cancellation)
    {
        var name = definition.Text("metadata", "name")!;
        var established = Conditions.IsTrue(definition, "Established");
        try
        {
            if (established)
            {
                SetTerminating(name, "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress");
                await RemoveObjectsAsync(definition, cancellation);
            }

            var (reason, message) = established ? ("InstanceDeletionCompleted", "removed all instances") : ("NeverEstablished", "resource was never established");
            WriteStatus(
                name,
                status => Conditions.Set(status, "Terminating", "False", reason, message, clock.GetUtcNow()),
                meta => meta.Put("finalizers", new JsonArray([.. meta.Texts("finalizers").Where(f => f != CleanupFinalizer).Select(f => JsonValue.Create(f))])));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task RemoveObjectsAsync(JsonObject definition, CancellationToken cancellation)
    {
        var resource = CustomResourceFactory.Resources(definition) is [var first, ..] ? first : null;
        if (resource is null) return;
        var log = store.Log(resource.Collection);
        while (true)
        {
            var changed = log.Changed;
            var left = store.Read(resource.Collection).Contents;
            if (left.Count == 0) return;
            foreach (var obj in left.Where(obj => obj.Json.Text("metadata", "deletionTimestamp") is null))
                _deleter.Delete(resource, obj.Namespace, obj.Name, new DeleteOptions());
            await changed.WaitAsync(cancellation);
        }
    }

    private void SetTerminating(string name, string status, string reason, string message) =>
        WriteStatus(name, at => Conditions.Set(at, "Terminating", status, reason, message, clock.GetUtcNow()));

    private void WriteStatus(string name, Action<JsonObject> change, Action<JsonObject>? changeMetadata = null)
    {
        var resource = catalog.Find("apiextensions.k8s.io", "v1", "customresourcedefinitions")!;
        var request = new WriteRequest(resource, "", name, "status") { Manager = "kube-apiserver", Now = clock.GetUtcNow() };
        try
        {
            _writer.Update(request, live =>
            {
                var obj = live!.Copy();
                change(obj.Ensure("status"));
                changeMetadata?.Invoke(obj.Ensure("metadata"));
                return ManagedFields.FieldOwnership.Update(request, live!, obj);
            });
        }
        catch (StatusException gone) when (gone.Code == 404)
        {
            // Deleted meanwhile.
        }
    }
}
