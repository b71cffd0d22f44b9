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
    /// <param name="client">The API server.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="uid">Which object of that name.</param>
    /// <param name="known">Its metadata as last seen, with its records; it is read again when it has changed since.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="ApiException">The object changes faster than it can be patched (a conflict), or the server refuses.</exception>
    public static async Task TakeOverAsync<T>(
        ApiClient client, ResourceKind<T> kind, NamespacedName name, string uid, JsonObject known, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta>
    {
        for (var attempt = 1; ; attempt++)
        {
            var metadata = attempt == 1 ? known : (await client.GetJsonAsync(kind, name, cancellationToken))?["metadata"] as JsonObject;
            if (metadata is null
                || (string?)metadata["uid"] != uid
                || Patch(metadata, client.FieldManager, kind.ApiVersion) is not { } patch)
            {
                return;
            }

            try
            {
                await client.MergePatchAsync(kind, name, patch, null, cancellationToken);
                return;
            }
            catch (ApiException e) when (e.IsConflict && attempt < Attempts)
            {
                // Somebody else wrote in between, so the records are read again.
            }
        }
    }

    /// <summary>
    /// The merge patch of an object's records; null when none of them is a creation or update of ours. The version in it makes the server refuse it,
    /// as a conflict, when the object has changed.
    /// </summary>
    internal static JsonObject? Patch(JsonObject metadata, string manager, string apiVersion)
    {
        var records = (metadata["managedFields"] as JsonArray ?? []).OfType<JsonObject>().Select(r => r.DeepClone().AsObject()).ToList();
        var ours = records.Where(r => IsOurs(r, manager, apiVersion)).ToList();
        if (!ours.Exists(r => (string?)r["operation"] == "Update"))
        {
            return null;
        }

        var kept = ours.Find(r => (string?)r["operation"] == "Apply") ?? ours[0];
        var union = new JsonObject();
        ours.ForEach(r => Unite(union, r["fieldsV1"] as JsonObject ?? []));
        kept["operation"] = "Apply";
        kept["fieldsV1"] = union;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = metadata["resourceVersion"]?.DeepClone(),
                ["managedFields"] = new JsonArray([.. records.Where(r => r == kept || !ours.Contains(r))]),
            },
        };
    }

    private static bool IsOurs(JsonObject record, string manager, string apiVersion) =>
        (string?)record["manager"] == manager
        && string.IsNullOrEmpty((string?)record["subresource"])
        && (string?)record["apiVersion"] == apiVersion;

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
