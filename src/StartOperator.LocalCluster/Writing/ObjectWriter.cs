using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.ManagedFields;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Writing;

/// <summary>Creates and updates objects: admission, what the server decides, validation, and a compare-and-swap into the store.</summary>
internal sealed class ObjectWriter(ObjectStore store, TimeProvider clock)
{
    private const int GeneratedNameAttempts = 8;
    private const string Modified = "the object has been modified; please apply your changes to the latest version and try again";

    /// <summary>Stores a new object and gives it as stored, in the request's version.</summary>
    public JsonObject Create(WriteRequest request, JsonObject obj)
    {
        Metadata.WipeSystemFields(obj);
        Metadata.MatchNamespace(obj, request);
        var owned = FieldOwnership.Update(request, new JsonObject(), obj);
        return Insert(request, owned);
    }

    /// <summary>
    /// Changes an object. <paramref name="change"/> gets the live object (null when absent) and gives the new one, its managed fields
    /// up to date; it runs again when another write came between.
    /// </summary>
    /// <returns>The object as stored, in the request's version, and whether it was made by this call.</returns>
    public (JsonObject Object, bool Created) Update(WriteRequest request, Func<JsonObject?, JsonObject> change, bool createWhenAbsent = false)
    {
        var resource = request.Resource;
        while (true)
        {
            var existing = store.Find(resource.Collection, request.Namespace, request.Name);
            if (existing is null)
            {
                if (!createWhenAbsent) throw StatusException.NotFound(resource.Name, request.Name);
                var made = change(null);
                Metadata.WipeSystemFields(made);
                return (Insert(request, made), true);
            }

            var live = resource.Served(existing);
            var obj = change(live);
            CheckRevision(request, obj, existing);
            Metadata.MatchNamespace(obj, request);
            Admit(request, obj, live);
            if (TryCommit(request, existing, live, obj) is { } stored) return (stored, false);
        }
    }

    /// <summary>A replacement that names another object's identity is refused.</summary>
    public static void CheckUid(WriteRequest request, JsonObject obj, JsonObject live)
    {
        var (asked, actual) = (obj.Text("metadata", "uid") ?? "", live.Text("metadata", "uid") ?? "");
        if (asked.Length == 0 || asked == actual) return;
        var (resource, path) = (request.Resource, StoredObject.PathOf(request.Namespace, request.Name));
        var key = resource.Custom is null ? $"/registry/{resource.Plural}/{path}" : $"/registry/{resource.Group}/{resource.Plural}/{path}";
        throw StatusException.Conflict(
            resource.Name,
            request.Name,
            $"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: " +
            $"Precondition failed: UID in precondition: {asked}, UID in object meta: {actual}");
    }

    private static void CheckRevision(WriteRequest request, JsonObject obj, StoredObject existing)
    {
        var revision = obj.Text("metadata", "resourceVersion") ?? "";
        if (revision.Length > 0 && !ulong.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw StatusException.Bare(500, $"strconv.ParseUint: parsing {FieldError.Quoted(revision)}: invalid syntax");
        if (revision is "" or "0")
        {
            if (request.Resource.Behaviour.UnconditionalUpdate) return;
            var error = FieldError.Invalid("metadata.resourceVersion", 0, "must be specified for an update");
            throw StatusException.Invalid(request.Resource.Group, request.Resource.Plural, request.Name, [error]);
        }

        if (revision != existing.Revision.ToString(CultureInfo.InvariantCulture))
            throw StatusException.Conflict(request.Resource.Name, request.Name, Modified);
    }

    private JsonObject Insert(WriteRequest request, JsonObject obj)
    {
        var resource = request.Resource;
        Metadata.MatchNamespace(obj, request);
        Admit(request, obj, null);
        if (obj.Text("metadata", "resourceVersion") is { Length: > 0 })
            throw StatusException.Bare(500, "resourceVersion should not be set on objects to be created");
        obj.Obj("metadata")?.Remove("resourceVersion");
        for (var attempt = 1; ; attempt++)
        {
            var candidate = obj.Copy();
            Metadata.FillSystemFields(candidate, clock.GetUtcNow());
            Preparation.ForCreate(resource, candidate, clock.GetUtcNow());
            Refuse(request, candidate, Preparation.CreateFaults(resource, candidate));
            foreach (var advice in resource.Behaviour.Warn?.Invoke(candidate, null) ?? []) request.Warn(advice);
            var name = candidate.Text("metadata", "name")!;
            var generated = obj.Text("metadata", "name") is null or "";
            var toStore = ToStore(resource, candidate);
            if (request.DryRun && store.Find(resource.Collection, request.Namespace, name) is null) return FromStore(resource, toStore);
            if (!request.DryRun && store.Create(resource.Collection, request.Namespace, name, toStore) is { } stored) return resource.Served(stored);
            if (generated && attempt < GeneratedNameAttempts) continue;
            var deleting = store.Find(resource.Collection, request.Namespace, name)?.Json.Text("metadata", "deletionTimestamp") is not null;
            throw StatusException.AlreadyExists(resource.Name, name, deleting);
        }
    }

    private void Admit(WriteRequest request, JsonObject obj, JsonObject? live)
    {
        var admission = new Admission(store, request.Resource, request.Namespace, request.Subresource, obj, live) { Clock = clock, Warn = request.Warn };
        NamespaceLifecycle.Check(admission, request.Name);
        request.Resource.Behaviour.Admit?.Invoke(admission);
    }

    /// <summary>Null when another write came first and nothing the client said forbids trying again.</summary>
    private JsonObject? TryCommit(WriteRequest request, StoredObject existing, JsonObject live, JsonObject obj)
    {
        var resource = request.Resource;
        Preparation.ForUpdate(resource, request.Subresource, obj, live);
        Refuse(request, obj, Preparation.UpdateFaults(resource, request.Subresource, obj, live));
        if (request.Subresource.Length == 0)
        {
            foreach (var advice in resource.Behaviour.Warn?.Invoke(obj, live) ?? []) request.Warn(advice);
        }

        obj.Ensure("metadata")["resourceVersion"] = live.Text("metadata", "resourceVersion");
        if (Metadata.SameButForTimes(obj, live)) obj = live;
        var finished = Preparation.DeletionIsFinished(obj, live);
        if (request.DryRun) return FromStore(resource, ToStore(resource, obj));
        if (finished)
        {
            if (store.Remove(resource.Collection, existing) is null) return null;
            return obj;
        }

        if (ReferenceEquals(obj, live)) return live;
        return store.Replace(resource.Collection, existing, ToStore(resource, obj)) is { } stored ? resource.Served(stored) : null;
    }

    private static JsonObject ToStore(ApiResource resource, JsonObject obj)
    {
        var stored = obj.Copy();
        if (resource.StoredCompactly) BuiltInDecoder.ForgetEmptyLists(resource.Schema, stored);
        resource.ToStored?.Invoke(stored);
        return stored;
    }

    /// <summary>What would be read, had it been stored.</summary>
    private static JsonObject FromStore(ApiResource resource, JsonObject stored)
    {
        resource.FromStored?.Invoke(stored);
        return stored;
    }

    private static void Refuse(WriteRequest request, JsonObject obj, IEnumerable<FieldError> faults)
    {
        var (resource, all) = (request.Resource, faults.ToList());
        foreach (var tolerated in all.Where(fault => fault.Tolerated)) request.Warn(tolerated.ToString());
        var errors = all.Where(fault => !fault.Tolerated).ToList();
        if (errors.Count > 0) throw StatusException.Invalid(resource.Collection.Group, resource.Kind, obj.Text("metadata", "name") ?? "", errors);
    }
}
