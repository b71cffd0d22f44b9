using System.Text.Json.Nodes;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Applying;

/// <summary>
/// Makes the fields of an object that we created ours by apply. The server records the fields of a created object under the operation
/// <c>Update</c>, from which a later apply by the same manager takes nothing away: a field we stop wanting would stay. So before the first apply
/// the record of our creation is rewritten into one of an apply.
/// </summary>
internal static class FieldOwnership
{
    private const int Attempts = 5;

    /// <summary>Rewrites the records of an object; does nothing when that is not needed, or when the object is gone or another one.</summary>
    /// <exception cref="ApiException">The object changes faster than it can be patched (a conflict), or the server refuses.</exception>
    public static async Task TakeOverAsync<T>(
        ApiClient client, ResourceKind<T> kind, NamespacedName name, string uid, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta>
    {
        for (var attempt = 1; ; attempt++)
        {
            var live = await client.GetJsonAsync(kind, name, cancellationToken);
            if (live?["metadata"] is not JsonObject metadata
                || (string?)metadata["uid"] != uid
                || Patch(metadata, client.FieldManager, kind.ApiVersion) is not { } patch)
            {
                return;
            }

            try
            {
                await client.JsonPatchAsync(kind, name, patch, null, cancellationToken);
                return;
            }
            catch (ApiException e) when ((e.IsConflict || e.IsInvalid) && attempt < Attempts)
            {
                // A test in the patch failed: somebody else wrote in between, so the records are read again.
            }
        }
    }

    /// <summary>The patch of an object's records; null when none of them is a creation or update of ours.</summary>
    internal static JsonArray? Patch(JsonObject metadata, string manager, string apiVersion)
    {
        var records = metadata["managedFields"] as JsonArray ?? [];
        var ours = Enumerable.Range(0, records.Count).Where(i => IsOurs(records[i], manager, apiVersion)).ToList();
        if (!ours.Exists(i => (string?)records[i]!["operation"] == "Update"))
        {
            return null;
        }

        var kept = ours.FindIndex(i => (string?)records[i]!["operation"] == "Apply") is >= 0 and var applied ? ours[applied] : ours[0];
        List<JsonNode> patch =
        [
            Operation("test", "/metadata/resourceVersion", metadata["resourceVersion"]?.DeepClone()),
            Operation("test", $"/metadata/managedFields/{kept}/manager", manager),
            Operation("replace", $"/metadata/managedFields/{kept}/operation", "Apply"),
        ];
        if (ours.Count > 1)
        {
            var union = new JsonObject();
            ours.ForEach(i => Unite(union, records[i]!["fieldsV1"] as JsonObject ?? []));
            patch.Add(Operation("replace", $"/metadata/managedFields/{kept}/fieldsV1", union));
            patch.AddRange(ours.Where(i => i != kept).OrderDescending().Select(i => Operation("remove", $"/metadata/managedFields/{i}", null)));
        }

        return [.. patch];
    }

    private static bool IsOurs(JsonNode? record, string manager, string apiVersion) =>
        (string?)record?["manager"] == manager
        && string.IsNullOrEmpty((string?)record["subresource"])
        && (string?)record["apiVersion"] == apiVersion;

    private static JsonObject Operation(string op, string path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (value is not null)
        {
            operation["value"] = value;
        }

        return operation;
    }

    // Field sets are objects whose leaves are empty objects.
    private static void Unite(JsonObject into, JsonObject from)
    {
        foreach (var (field, inner) in from)
        {
            if (into[field] is not JsonObject present)
            {
                into[field] = present = [];
            }

            Unite(present, inner as JsonObject ?? []);
        }
    }
}
