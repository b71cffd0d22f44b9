using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>
/// All that a box holds, as text that is the same for two runs of a story that ended in the same way: without times, uids, versions, addresses and
/// the like, and without events.
/// </summary>
public static class EndState
{
    private static readonly string[] ServerFields = ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink"];

    /// <summary>Describes what a box holds.</summary>
    /// <param name="box">The box.</param>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(ServiceBox box)
    {
        var services = await box.ListAsync(StartServiceKind.Kind);
        var uids = services.ToDictionary(s => s.Metadata.Uid, s => $"uid of {s.Metadata.Name}");
        List<JsonObject> all =
        [
            .. services.Select(s => Json(StartServiceKind.Kind, s)),
            .. await ReadAsync(box, Kinds.Pod),
            .. await ReadAsync(box, Kinds.Service),
            .. await ReadAsync(box, Kinds.ServiceAccount),
            .. await ReadAsync(box, Kinds.NetworkPolicy),
            .. await ReadAsync(box, Kinds.PersistentVolumeClaim),
            .. await ReadAsync(box, Kinds.Secret),
            .. await ReadAsync(box, Kinds.ConfigMap),
            .. await ReadAsync(box, Kinds.ControllerRevision),
        ];
        return all.ToDictionary(o => $"{o["kind"]} {o["metadata"]!["name"]}", o => Text(o, uids).Replace(box.Name, "BOX", StringComparison.Ordinal));
    }

    /// <summary>What one state has and the other has not, or has otherwise.</summary>
    /// <param name="expected">The one.</param>
    /// <param name="found">The other.</param>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> found) =>
    [
        .. expected.Keys.Except(found.Keys).Select(lost => $"lost: {lost}"),
        .. found.Keys.Except(expected.Keys).Select(more => $"too many: {more}"),
        .. expected.Where(e => found.TryGetValue(e.Key, out var other) && other != e.Value).SelectMany(e => Fields(e.Key, e.Value, found[e.Key])),
    ];

    private static IEnumerable<string> Fields(string name, string expected, string found)
    {
        var wanted = Leaves("", JsonNode.Parse(expected)).ToDictionary();
        var present = Leaves("", JsonNode.Parse(found)).ToDictionary();
        return wanted.Keys.Union(present.Keys).Where(path => wanted.GetValueOrDefault(path) != present.GetValueOrDefault(path))
            .Select(path => $"{name}{path}: wanted {wanted.GetValueOrDefault(path, "nothing")}, found {present.GetValueOrDefault(path, "nothing")}");
    }

    private static IEnumerable<(string Path, string Value)> Leaves(string path, JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(c => Leaves($"{path}.{c.Key}", c.Value)),
        JsonArray list => list.SelectMany((item, i) => Leaves($"{path}[{i}]", item)),
        _ => [(path, node?.ToJsonString() ?? "null")],
    };

    private static async Task<IEnumerable<JsonObject>> ReadAsync<T>(ServiceBox box, ResourceKind<T> kind)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        (await box.ListAsync(kind)).Where(o => o.Metadata.Name is not ("kube-root-ca.crt" or "default")).Select(o => Json(kind, o));

    private static JsonObject Json<T>(ResourceKind<T> kind, T subject)
        where T : class, IKubernetesObject<V1ObjectMeta> => JsonNode.Parse(kind.Write(subject))!.AsObject();

    private static string Text(JsonObject subject, Dictionary<string, string> uids)
    {
        var metadata = subject["metadata"]!.AsObject();
        foreach (var field in ServerFields)
        {
            metadata.Remove(field);
        }

        foreach (var owner in metadata["ownerReferences"] as JsonArray ?? [])
        {
            owner!["uid"] = uids.GetValueOrDefault((string)owner["uid"]!, "uid of nobody here");
        }

        if (metadata["annotations"] is JsonObject annotations)
        {
            // The hash is over uids, too; and whether an object was created or applied is a matter of what befell its first write.
            annotations.Remove("startoperator.io/applied-hash");
            if ((string?)annotations["startoperator.io/created-for"] is { } made)
            {
                annotations["startoperator.io/created-for"] = uids.GetValueOrDefault(made, "uid of nobody here");
            }
        }

        switch ((string)subject["kind"]!)
        {
            case "StartService":
                foreach (var condition in subject["status"]?["conditions"] as JsonArray ?? [])
                {
                    condition!.AsObject().Remove("lastTransitionTime");
                }

                break;
            case "Pod":
                subject["status"] = subject["status"]?["phase"]?.DeepClone();
                break;
            case "Service":
                subject["spec"]!.AsObject().Remove("clusterIP");
                subject["spec"]!.AsObject().Remove("clusterIPs");
                break;
            case "PersistentVolumeClaim":
                subject["spec"]!.AsObject().Remove("volumeName");
                break;
            case "Secret":
                subject["data"] = new JsonArray([.. (subject["data"] as JsonObject ?? []).Select(entry => (JsonNode)entry.Key)]);
                break;
        }

        return Sorted(subject)!.ToJsonString();
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Key, Sorted(c.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
