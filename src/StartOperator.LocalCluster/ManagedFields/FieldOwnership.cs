using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>Keeps metadata.managedFields on creates, updates and patches: who writes a field owns it from then on.</summary>
internal static class FieldOwnership
{
    /// <summary>Fields nobody owns.</summary>
    private static readonly FieldSet Unowned = FieldSet.Of(
    [
        [F("apiVersion")], [F("kind")], [F("metadata")], [F("metadata"), F("name")], [F("metadata"), F("namespace")],
        [F("metadata"), F("creationTimestamp")], [F("metadata"), F("selfLink")], [F("metadata"), F("uid")], [F("metadata"), F("clusterName")],
        [F("metadata"), F("generation")], [F("metadata"), F("managedFields")], [F("metadata"), F("resourceVersion")],
    ]);

    /// <summary>Records what a write that is not an apply changed. Changes and gives the new object.</summary>
    public static JsonObject Update(WriteRequest request, JsonObject live, JsonObject obj)
    {
        var entries = Start(request, live, obj);
        var meta = obj.Ensure("metadata");
        meta.Remove("managedFields");
        var creating = live.Text("metadata", "uid") is null;
        if (entries.Owners.Count == 0 && !creating) return obj;
        var before = creating ? Blank(request) : live.Copy();
        before.Obj("metadata")?.Remove("managedFields");
        Record(request, entries, before, obj, FieldOwner.Updater(request.Manager, request.Resource.GroupVersion, request.Subresource));
        entries.Cap();
        meta.Put("managedFields", entries.Write());
        return obj;
    }

    /// <summary>Gives the manager what changed between two objects, and takes it from everyone else.</summary>
    public static void Record(WriteRequest request, ManagedEntries entries, JsonObject before, JsonObject after, FieldOwner self)
    {
        var compared = Comparison.Of(request.Resource.Schema, before, after);
        var reset = ResetFields.Of(request.Resource, request.Subresource);
        var visible = compared.Without(reset);
        var mine = compared.Modified.Union(compared.Added).WithoutTrees(reset).Difference(Unowned);
        foreach (var (owner, owned) in entries.Owners.ToList())
        {
            var left = owned.Fields.Difference(visible.Modified).Difference(visible.Added).Difference(visible.Removed).Difference(Unowned);
            if (left.IsEmpty) entries.Owners.Remove(owner);
            else entries.Owners[owner] = owned with { Fields = left };
        }

        if (mine.IsEmpty) return;
        var kept = entries.Owners.GetValueOrDefault(self)?.Fields ?? new FieldSet();
        entries.Owners[self] = new Owned(mine.Union(kept), request.Resource.GroupVersion, Times.Text(request.Now));
    }

    public static FieldSet WithoutUnowned(FieldSet set) => set.Difference(Unowned);

    /// <summary>The entries a write starts from: the ones it brings, or the live object's when it brings none or unusable ones.</summary>
    private static ManagedEntries Start(WriteRequest request, JsonObject live, JsonObject obj)
    {
        var liveEntries = ManagedEntries.Read(live.Arr("metadata", "managedFields")) ?? new ManagedEntries();
        if (request.Subresource.Length > 0) return liveEntries;
        var given = obj.Arr("metadata", "managedFields");
        if (given is { Count: 0 } || given is [JsonObject { Count: 0 }]) return new ManagedEntries();
        var entries = ManagedEntries.Read(given);
        return entries is null or { Owners.Count: 0 } ? liveEntries : entries;
    }

    /// <summary>What is there before an object is made: its kind's zero value.</summary>
    private static JsonObject Blank(WriteRequest request) =>
        request.Resource.Custom is null ? BuiltInDecoder.Decode(request.Resource.Schema, []) : [];

    private static PathElement F(string name) => PathElement.Field(name);
}
