using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Schemas;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>
/// Server-side apply: lays a configuration over the live object, takes away what its manager applied before and no longer does
/// (unless someone else owns it), and refuses to change other managers' fields without force.
/// </summary>
internal static class ServerSideApply
{
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>The object the configuration leads to, with its managed fields.</summary>
    /// <exception cref="StatusException">The configuration is invalid or conflicts.</exception>
    public static JsonObject Apply(WriteRequest request, JsonObject live, JsonObject applied, bool force)
    {
        var schema = request.Resource.Schema;
        if (applied.Obj("metadata")?["managedFields"] is not null) throw StatusException.BadRequest("metadata.managedFields must be nil");
        ApplyValidation.Check(request, applied);
        var entries = ManagedEntries.Read(live.Arr("metadata", "managedFields"))
            ?? throw StatusException.Internal("failed to decode managed fields");
        var before = live.Copy();
        before.Obj("metadata")?.Remove("managedFields");
        if (entries.Owners.Count == 0 && live.Text("metadata", "uid") is not null)
        {
            var first = FieldOwner.Updater(BeforeFirstApply, request.Resource.GroupVersion, request.Subresource);
            FieldOwnership.Record(request, entries, new JsonObject(), before, first);
        }

        var self = FieldOwner.Applier(request.Manager, request.Subresource);
        var last = entries.Owners.GetValueOrDefault(self);
        var fields = FieldCollector.Of(schema, applied).WithoutTrees(ResetFields.Of(request.Resource, request.Subresource));
        entries.Owners[self] = new Owned(fields, request.Resource.GroupVersion, last?.Time);
        var merged = ApplyMerge.Merge(schema, before, applied);
        if (last is not null && !last.Fields.IsEmpty) merged = Prune(schema, merged, entries, last.Fields);
        TakeOver(request, entries, before, merged, self, force || LastApplied.Allows(request, live, ConflictsOf(request, entries, before, merged, self)));
        var time = merged.Same(before) ? last?.Time : Times.Text(request.Now);
        entries.Owners[self] = new Owned(FieldOwnership.WithoutUnowned(fields), request.Resource.GroupVersion, time);
        foreach (var (owner, owned) in entries.Owners.ToList())
        {
            if (owned.Fields.IsEmpty) entries.Owners.Remove(owner);
        }

        merged.Ensure("metadata").Put("managedFields", entries.Write());
        LastApplied.Sync(request, merged, applied);
        return merged;
    }

    /// <summary>Removes what this manager applied before and nobody owns now.</summary>
    private static JsonObject Prune(Schema schema, JsonObject merged, ManagedEntries entries, FieldSet last)
    {
        var lastNamed = last.WithNamedFields(schema);
        var pruned = FieldRemoval.Remove(schema, merged, lastNamed);
        var owned = entries.Owners.Values.Aggregate(new FieldSet(), (all, owner) => all.Union(owner.Fields)).WithNamedFields(schema);
        var mergedSet = FieldCollector.Of(schema, merged).WithNamedFields(schema);
        var prunedSet = FieldCollector.Of(schema, pruned).WithNamedFields(schema);
        pruned = FieldRemoval.Remove(schema, merged, mergedSet.Difference(prunedSet.Union(owned)));
        prunedSet = FieldCollector.Of(schema, pruned).WithNamedFields(schema);
        return FieldRemoval.Remove(schema, merged, mergedSet.Difference(prunedSet).Intersection(lastNamed));
    }

    private static List<(FieldOwner Owner, FieldSet Fields)> ConflictsOf(
        WriteRequest request, ManagedEntries entries, JsonObject before, JsonObject after, FieldOwner self)
    {
        var compared = Comparison.Of(request.Resource.Schema, before, after).Without(ResetFields.Of(request.Resource, request.Subresource));
        var changed = compared.Modified.Union(compared.Added);
        return
        [
            .. entries.Owners.Where(entry => entry.Key != self)
                .Select(entry => (entry.Key, entry.Value.Fields.Intersection(changed)))
                .Where(conflict => !conflict.Item2.IsEmpty),
        ];
    }

    private static void TakeOver(WriteRequest request, ManagedEntries entries, JsonObject before, JsonObject after, FieldOwner self, bool force)
    {
        var conflicts = ConflictsOf(request, entries, before, after, self);
        if (!force && conflicts.Count > 0) throw Conflict(conflicts);
        var removed = Comparison.Of(request.Resource.Schema, before, after).Without(ResetFields.Of(request.Resource, request.Subresource)).Removed;
        foreach (var (owner, fields) in conflicts)
            entries.Owners[owner] = entries.Owners[owner] with { Fields = entries.Owners[owner].Fields.Difference(fields) };
        foreach (var (owner, owned) in entries.Owners.Where(entry => entry.Key != self).ToList())
            entries.Owners[owner] = owned with { Fields = owned.Fields.Difference(removed) };
    }

    private static StatusException Conflict(List<(FieldOwner Owner, FieldSet Fields)> conflicts)
    {
        var causes = new JsonArray();
        var lines = new List<string>();
        foreach (var (owner, fields) in conflicts.OrderBy(conflict => conflict.Owner.Manager, StringComparer.Ordinal))
        {
            var shown = owner.Shown(null);
            lines.Add($"conflicts with {shown}:");
            foreach (var path in fields.Paths().Select(path => string.Concat(path.Select(element => element.ToString()))))
            {
                causes.Add(new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {shown}", ["field"] = path });
                lines.Add("- " + path);
            }
        }

        var message = causes.Count == 1
            ? $"Apply failed with 1 conflict: {causes[0].Text("message")}: {causes[0].Text("field")}"
            : $"Apply failed with {causes.Count} conflicts: {string.Join("\n", lines)}";
        return StatusException.ApplyConflict(message, causes);
    }
}
