using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;

namespace StartOperator.LocalCluster.Writing;

/// <summary>What became of a deletion: the object as it is now or last was, and whether it is gone.</summary>
internal sealed record Deletion(JsonObject Object, bool Gone, bool ShowsObject);

/// <summary>Deletes objects: gracefully where the kind has a grace period, and not before their finalizers are done.</summary>
internal sealed class ObjectDeleter(ObjectStore store, TimeProvider clock)
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";

    public Deletion Delete(ApiResource resource, string ns, string name, DeleteOptions options)
    {
        while (true)
        {
            var existing = store.Find(resource.Collection, ns, name) ?? throw StatusException.NotFound(resource.Name, name);
            CheckPreconditions(resource, existing, options);
            if (TryDelete(resource, existing, options) is { } done) return done;
        }
    }

    private static void CheckPreconditions(ApiResource resource, StoredObject existing, DeleteOptions options)
    {
        var (uid, revision) = (existing.Json.Text("metadata", "uid"), existing.Revision.ToString(CultureInfo.InvariantCulture));
        var named = new Collection(resource.Group, resource.Kind);
        if (options.Uid is { } asked && asked != uid)
        {
            throw StatusException.Conflict(
                named,
                existing.Name,
                $"the UID in the precondition ({asked}) does not match the UID in record ({uid}). The object might have been deleted and then recreated");
        }

        if (options.ResourceVersion is { } version && version != revision)
        {
            throw StatusException.Conflict(
                named,
                existing.Name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({revision})." +
                " The object might have been modified");
        }
    }

    /// <summary>Null when another write came first.</summary>
    private Deletion? TryDelete(ApiResource resource, StoredObject existing, DeleteOptions options)
    {
        var behaviour = resource.Behaviour;
        var marked = existing.Json.Copy();
        var meta = marked.Ensure("metadata");
        var deleting = meta.Text("deletionTimestamp") is not null;
        if (behaviour.OnDeletionStart is { } start && !deleting)
        {
            meta["deletionTimestamp"] = Times.Text(clock.GetUtcNow());
            SetFinalizers(meta, Finalizers(resource, meta, options));
            start(marked, clock.GetUtcNow());
            return Store(resource, existing, marked, options, true);
        }

        if (behaviour.HeldBack?.Invoke(marked) == true) return new Deletion(resource.Served(existing), false, true);
        var grace = behaviour.GracePeriod?.Invoke(marked, options.GracePeriodSeconds is < 0 ? 1 : options.GracePeriodSeconds);
        switch (Grace(meta, grace, options.GracePeriodSeconds, deleting))
        {
            case Pending.Already: return new Deletion(resource.Served(existing), false, behaviour.ReturnsDeleted);
            case Pending.Marked:
                SetFinalizers(meta, Finalizers(resource, meta, options));
                var stored = Store(resource, existing, marked, options, true);
                if (stored is null || options.DryRun || HasFinalizers(meta) || meta.Whole("deletionGracePeriodSeconds") > 0) return stored;
                var latest = store.Find(resource.Collection, existing.Namespace, existing.Name);
                return latest is null ? new Deletion(stored.Object, true, behaviour.ReturnsDeleted) : Remove(resource, latest, options);
            default:
                SetFinalizers(meta, Finalizers(resource, meta, options));
                if (!HasFinalizers(meta)) break;
                MarkNow(meta, deleting);
                return Store(resource, existing, marked, options, true);
        }

        return Remove(resource, existing, options);
    }

    /// <summary>Marks the object for a graceful end when its kind has one; says what is left to do.</summary>
    private Pending Grace(JsonObject meta, long? grace, long? asked, bool deleting)
    {
        if (grace is not { } seconds) return Pending.Now;
        var now = clock.GetUtcNow();
        if (!deleting)
        {
            meta["deletionTimestamp"] = Times.Text(now.AddSeconds(seconds));
            meta["deletionGracePeriodSeconds"] = seconds;
            if (meta.Whole("generation") is { } generation and > 0) meta["generation"] = generation + 1;
            return Pending.Marked;
        }

        var current = meta.Whole("deletionGracePeriodSeconds") ?? 0;
        if (current == 0) return Pending.Now;
        if (asked is not { } shorter || Math.Max(shorter < 0 ? 1 : shorter, 0) >= current) return Pending.Already;
        if (shorter < 0) shorter = 1;
        var end = (Times.Parse(meta.Text("deletionTimestamp")) ?? now).AddSeconds(shorter - current);
        if (end < now) (end, shorter) = (now, shorter == 0 ? 0 : 1);
        meta["deletionTimestamp"] = Times.Text(end);
        meta["deletionGracePeriodSeconds"] = shorter;
        return Pending.Marked;
    }

    private void MarkNow(JsonObject meta, bool deleting)
    {
        var now = clock.GetUtcNow();
        if (!deleting && meta.Whole("generation") is { } generation and > 0) meta["generation"] = generation + 1;
        if (!deleting || Times.Parse(meta.Text("deletionTimestamp")) > now) meta["deletionTimestamp"] = Times.Text(now);
        meta["deletionGracePeriodSeconds"] = 0;
    }

    private Deletion? Store(ApiResource resource, StoredObject existing, JsonObject marked, DeleteOptions options, bool shows)
    {
        if (options.DryRun || marked.Same(existing.Json))
        {
            resource.FromStored?.Invoke(marked);
            return new Deletion(marked, false, shows);
        }

        return store.Replace(resource.Collection, existing, marked) is { } stored ? new Deletion(resource.Served(stored), false, shows) : null;
    }

    private Deletion? Remove(ApiResource resource, StoredObject existing, DeleteOptions options)
    {
        var last = options.DryRun ? existing : store.Remove(resource.Collection, existing);
        return last is null ? null : new Deletion(resource.Served(existing), true, resource.Behaviour.ReturnsDeleted);
    }

    private static bool HasFinalizers(JsonObject meta) => meta.Arr("finalizers") is { Count: > 0 };

    private static void SetFinalizers(JsonObject meta, List<string> finalizers) =>
        meta.Put("finalizers", finalizers.Count == 0 ? null : new JsonArray([.. finalizers.Select(finalizer => JsonValue.Create(finalizer))]));

    /// <summary>The finalizers after the deletion's propagation policy has its say.</summary>
    private static List<string> Finalizers(ApiResource resource, JsonObject meta, DeleteOptions options)
    {
        var current = meta.Texts("finalizers").ToList();
        var orphan = options switch
        {
            { OrphanDependents: { } asked } => asked,
            { PropagationPolicy: { } policy } => policy == "Orphan",
            _ => current.Contains(Orphan) || (!current.Contains(Foreground) && resource.Behaviour.OrphansByDefault),
        };
        var foreground = options switch
        {
            { OrphanDependents: not null } => false,
            { PropagationPolicy: { } policy } => policy == "Foreground",
            _ => current.Contains(Foreground),
        };
        if (orphan == current.Contains(Orphan) && foreground == current.Contains(Foreground)) return current;
        var changed = current.Where(finalizer => finalizer is not (Orphan or Foreground)).ToList();
        if (orphan) changed.Add(Orphan);
        if (foreground) changed.Add(Foreground);
        return changed;
    }

    private enum Pending
    {
        /// <summary>The kind or the object has no grace left.</summary>
        Now,

        /// <summary>The end was set or moved by this deletion.</summary>
        Marked,

        /// <summary>A deletion that ends no later is under way.</summary>
        Already,
    }
}
