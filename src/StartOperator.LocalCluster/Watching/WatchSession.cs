using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;

namespace StartOperator.LocalCluster.Watching;

/// <summary>One event of a watch: ADDED, MODIFIED, DELETED, BOOKMARK or ERROR, and its object in the served version.</summary>
internal sealed record WatchEvent(string Type, JsonObject Object);

/// <summary>
/// The events of one watch: what is there already when the client asked for it, then every change in order, seen through the
/// client's selectors, with bookmarks. Ends at its deadline, when the kind is removed, or with an ERROR when the client fell too far behind.
/// </summary>
internal sealed class WatchSession(ObjectStore store, ApiResource resource, string ns, ListOptions options, TimeProvider clock)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromMinutes(1);

    private readonly ChangeLog _log = store.Log(resource.Collection);
    private readonly string _prefix = ns.Length == 0 ? "" : ns + "/";
    private long _cursor;

    public async IAsyncEnumerable<WatchEvent> Events([EnumeratorCancellation] CancellationToken cancellation)
    {
        var deadline = clock.GetUtcNow() + Lifetime();
        var initial = options.SendInitialEvents ?? options.Revision is null or 0;
        if (options.Revision is > 0 and var asked && asked > store.Revision && options.SendInitialEvents == true)
        {
            yield return Error(StatusException.FutureRevision(asked, store.Revision));
            yield break;
        }

        _cursor = options.Revision ?? 0;
        if (initial)
        {
            foreach (var started in Initial()) yield return started;
        }
        else if (_cursor == 0) _cursor = store.Revision;

        var bookmark = clock.GetUtcNow() + BookmarkEvery;
        while (!cancellation.IsCancellationRequested)
        {
            var (changed, reached) = (_log.Changed, store.Revision);
            var changes = _log.After(_cursor);
            if (changes is null)
            {
                yield return Error(StatusException.Expired($"too old resource version: {_cursor} ({reached})"));
                yield break;
            }

            foreach (var change in changes)
            {
                _cursor = change.Revision;
                if (Seen(change) is { } seen) yield return seen;
            }

            if (changes.Count > 0) continue;
            if (_log.Closed) yield break;
            _cursor = Math.Max(_cursor, reached);
            var now = clock.GetUtcNow();
            var over = now >= deadline;
            if (options.Bookmarks && (over || now >= bookmark))
            {
                yield return Bookmark(false);
                bookmark = now + BookmarkEvery;
            }

            if (over) yield break;
            await Wait(changed, deadline, options.Bookmarks ? bookmark : deadline, cancellation);
        }
    }

    private static WatchEvent Error(StatusException error) => new("ERROR", error.Status());

    private TimeSpan Lifetime() =>
        options.TimeoutSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, 86400)) : TimeSpan.FromSeconds(1800 + Random.Shared.Next(1800));

    private async Task Wait(Task changed, DateTimeOffset deadline, DateTimeOffset bookmark, CancellationToken cancellation)
    {
        var until = (deadline < bookmark ? deadline : bookmark) - clock.GetUtcNow();
        if (until <= TimeSpan.Zero) return;
        try
        {
            await changed.WaitAsync(until, clock, cancellation);
        }
        catch (TimeoutException)
        {
            // The deadline or the next bookmark is due.
        }
        catch (OperationCanceledException)
        {
            // The client went away; the caller's loop sees it.
        }
    }

    private IEnumerable<WatchEvent> Initial()
    {
        var snapshot = store.Read(resource.Collection);
        foreach (var stored in snapshot.Range(_prefix))
        {
            var obj = resource.Served(stored);
            if (Matches(obj)) yield return new WatchEvent("ADDED", obj);
        }

        _cursor = snapshot.Revision;
        if (options.SendInitialEvents == true && options.Bookmarks) yield return Bookmark(true);
    }

    private WatchEvent Bookmark(bool initialEnd)
    {
        var meta = new JsonObject { ["resourceVersion"] = _cursor.ToString(CultureInfo.InvariantCulture) };
        if (initialEnd) meta["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        return new WatchEvent("BOOKMARK", new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.GroupVersion, ["metadata"] = meta });
    }

    /// <summary>The change as this watch's selectors see it: an object that starts or stops matching is added or deleted.</summary>
    private WatchEvent? Seen(Change change)
    {
        if (!change.Current.Path.StartsWith(_prefix, StringComparison.Ordinal)) return null;
        var now = resource.Served(change.Current);
        var matched = change.Previous is { } previous && (change.Type == ChangeType.Deleted || !options.HasSelector || Matches(resource.Served(previous)));
        var matches = change.Type != ChangeType.Deleted && Matches(now);
        if (change.Type == ChangeType.Deleted) return Matches(now) ? new WatchEvent("DELETED", now) : null;
        return (matched, matches) switch
        {
            (false, true) => new WatchEvent("ADDED", now),
            (true, true) => new WatchEvent("MODIFIED", now),
            (true, false) => new WatchEvent("DELETED", Leaving(change)),
            _ => null,
        };
    }

    /// <summary>The last state that matched, at the revision that made it stop.</summary>
    private JsonObject Leaving(Change change)
    {
        var last = resource.Served(change.Previous!);
        last.Ensure("metadata")["resourceVersion"] = change.Revision.ToString(CultureInfo.InvariantCulture);
        return last;
    }

    private bool Matches(JsonObject obj) => options.Labels.Matches(obj) && options.Fields.Matches(obj, resource.SelectableFields);
}
