using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>Whose fields an entry lists. Appliers are the same in every version; updaters have one entry per version.</summary>
internal readonly record struct FieldOwner(string Manager, bool Applied, string ApiVersion, string Subresource)
{
    public static FieldOwner Applier(string manager, string subresource) => new(manager, true, "", subresource);

    public static FieldOwner Updater(string manager, string apiVersion, string subresource) => new(manager, false, apiVersion, subresource);

    /// <summary>The owner as conflicts print it.</summary>
    public string Shown(string? time)
    {
        var text = $"\"{Manager}\"" + (Subresource.Length > 0 ? $" with subresource \"{Subresource}\"" : "");
        if (Applied) return text;
        return time is null ? $"{text} using {ApiVersion}" : $"{text} using {ApiVersion} at {time}";
    }
}

/// <summary>The fields of one owner, the version they were set in, and when.</summary>
internal sealed record Owned(FieldSet Fields, string ApiVersion, string? Time);

/// <summary>All owners of an object's fields: metadata.managedFields, read and written.</summary>
internal sealed class ManagedEntries
{
    private const int MostUpdaters = 10;
    private const string OldUpdates = "ancient-changes";

    public Dictionary<FieldOwner, Owned> Owners { get; } = [];

    public ManagedEntries Copy()
    {
        var copy = new ManagedEntries();
        foreach (var (owner, owned) in Owners) copy.Owners[owner] = owned;
        return copy;
    }

    /// <summary>Reads the list; null when an entry is not as it must be.</summary>
    public static ManagedEntries? Read(JsonArray? list)
    {
        var entries = new ManagedEntries();
        foreach (var entry in list ?? [])
        {
            var (operation, apiVersion) = (entry.Text("operation"), entry.Text("apiVersion") ?? "");
            if (operation is not ("Apply" or "Update") || apiVersion.Length == 0 || entry.Text("fieldsType") != "FieldsV1") return null;
            if (FieldSet.FromJson(entry.At("fieldsV1") ?? new JsonObject()) is not { } fields) return null;
            var applied = operation == "Apply";
            var owner = new FieldOwner(entry.Text("manager") ?? "", applied, applied ? "" : apiVersion, entry.Text("subresource") ?? "");
            entries.Owners[owner] = new Owned(fields, apiVersion, entry.Text("time"));
        }

        return entries;
    }

    /// <summary>The list as it is stored; null when nobody owns anything.</summary>
    public JsonArray? Write()
    {
        if (Owners.Count == 0) return null;
        var sorted = Owners.OrderBy(entry => entry.Key.Applied ? 0 : 1)
            .ThenBy(entry => Times.Parse(entry.Value.Time)?.ToUnixTimeSeconds() ?? 0)
            .ThenBy(entry => entry.Key.Manager, StringComparer.Ordinal)
            .ThenBy(entry => entry.Value.ApiVersion, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Subresource, StringComparer.Ordinal);
        return new JsonArray([.. sorted.Select(entry => Entry(entry.Key, entry.Value))]);
    }

    /// <summary>Merges the oldest updaters into one entry per version while there are too many.</summary>
    public void Cap()
    {
        var updaters = Owners.Where(entry => !entry.Key.Applied)
            .OrderBy(entry => Times.Parse(entry.Value.Time)?.ToUnixTimeSeconds() ?? 0)
            .ThenBy(entry => entry.Key.Manager, StringComparer.Ordinal).ToList();
        var count = updaters.Count;
        var firstOf = new Dictionary<string, FieldOwner>(StringComparer.Ordinal);
        foreach (var (owner, owned) in updaters)
        {
            if (count <= MostUpdaters) return;
            var bucket = FieldOwner.Updater(OldUpdates, owned.ApiVersion, "");
            if (!firstOf.TryGetValue(owned.ApiVersion, out var first))
            {
                firstOf[owned.ApiVersion] = owner;
                continue;
            }

            if (!Owners.TryGetValue(bucket, out var merged))
            {
                merged = Owners[first];
                Owners.Remove(first);
            }

            if (owner == bucket) continue;
            Owners[bucket] = new Owned(merged.Fields.Union(owned.Fields), owned.ApiVersion, owned.Time);
            Owners.Remove(owner);
            count--;
        }
    }

    private static JsonObject Entry(FieldOwner owner, Owned owned)
    {
        var entry = new JsonObject();
        if (owner.Manager.Length > 0) entry["manager"] = owner.Manager;
        entry["operation"] = owner.Applied ? "Apply" : "Update";
        entry["apiVersion"] = owned.ApiVersion;
        if (owned.Time is not null) entry["time"] = owned.Time;
        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = owned.Fields.ToJson();
        if (owner.Subresource.Length > 0) entry["subresource"] = owner.Subresource;
        return entry;
    }
}
