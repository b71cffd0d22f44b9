using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;

namespace StartOperator.LocalCluster.Reading;

/// <summary>Gets and lists objects, at the latest revision, at an exact one, or page by page at the one the first page showed.</summary>
internal sealed class ObjectReader(ObjectStore store)
{
    private const string ContinueExpired =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue " +
        "parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token " +
        "results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and " +
        "now may show up in the list.";

    public JsonObject Get(ApiResource resource, string ns, string name) =>
        store.Find(resource.Collection, ns, name) is { } found ? resource.Served(found) : throw StatusException.NotFound(resource.Name, name);

    /// <summary>Reads a list: its objects and its metadata.</summary>
    public (IReadOnlyList<JsonObject> Objects, JsonObject Metadata) List(ApiResource resource, string ns, ListOptions options)
    {
        var token = options.Continue.Length == 0 ? null : ContinueToken.Parse(options.Continue);
        if (token is not null && options.ResourceVersion is not ("" or "0"))
            throw StatusException.BadRequest("specifying resource version is not allowed when using continue");
        var snapshot = Snapshot(resource, options, token);
        var limit = options.Revision == 0 && options.ResourceVersionMatch.Length == 0 ? 0 : options.Limit;
        var (found, last, more) = (new List<JsonObject>(), "", false);
        foreach (var stored in snapshot.Range(ns.Length == 0 ? "" : ns + "/", token?.After))
        {
            var obj = resource.Served(stored);
            if (!options.Labels.Matches(obj) || !options.Fields.Matches(obj, resource.SelectableFields)) continue;
            more = limit > 0 && found.Count == limit;
            if (more) break;
            found.Add(obj);
            last = stored.Path;
        }

        var meta = new JsonObject { ["resourceVersion"] = snapshot.Revision.ToString(CultureInfo.InvariantCulture) };
        if (!more) return (found, meta);
        meta["continue"] = new ContinueToken(snapshot.Revision, last).ToString();
        if (!options.HasSelector) meta["remainingItemCount"] = snapshot.Range(ns.Length == 0 ? "" : ns + "/", last).Count();
        return (found, meta);
    }

    private Snapshot Snapshot(ApiResource resource, ListOptions options, ContinueToken? token)
    {
        if (token is { Revision: > 0 })
        {
            return store.ReadAt(resource.Collection, token.Revision)
                ?? throw StatusException.ExpiredContinue(ContinueExpired, new ContinueToken(-1, token.After).ToString());
        }

        var asked = token is null ? options.Revision ?? 0 : 0;
        var current = store.Revision;
        if (asked > current) throw StatusException.FutureRevision(asked, current);
        var exact = options.ResourceVersionMatch == "Exact" || (asked > 0 && options.Limit > 0 && options.ResourceVersionMatch.Length == 0);
        if (!exact) return store.Read(resource.Collection);
        return store.ReadAt(resource.Collection, asked) ?? throw StatusException.Expired("The resourceVersion for the provided list is too old.");
    }
}
