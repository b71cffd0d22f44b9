using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Registry;

/// <summary>What a new pod gets from the cluster: its service account and token, its priority, and patience with nodes that are away.</summary>
internal static class PodAdmission
{
    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string TokenVolume = "kube-api-access-";
    private const int PatienceSeconds = 300;

    public static void Admit(Admission admission)
    {
        if (admission.Subresource.Length > 0) return;
        var spec = admission.Object.Ensure("spec");
        if (admission.Creating) AdmitNew(admission, spec);
        Tolerate(spec, "node.kubernetes.io/not-ready");
        Tolerate(spec, "node.kubernetes.io/unreachable");
    }

    private static void AdmitNew(Admission admission, JsonObject spec)
    {
        ServiceAccount(admission, spec);
        Priority(admission, spec);
        if (spec.Text("runtimeClassName") is { Length: > 0 } runtime) throw Forbidden(admission, $"pod rejected: RuntimeClass \"{runtime}\" not found");
    }

    private static StatusException Forbidden(Admission admission, string why) =>
        StatusException.Forbidden(new Collection("", "pods"), admission.Object.Text("metadata", "name") ?? "", why);

    private static void ServiceAccount(Admission admission, JsonObject spec)
    {
        if (string.IsNullOrEmpty(spec.Text("serviceAccountName"))) spec["serviceAccountName"] = "default";
        var name = spec.Text("serviceAccountName")!;
        spec["serviceAccount"] = name;
        var account = admission.Find("", "serviceaccounts", admission.Namespace, name)?.Json
            ?? throw Forbidden(admission, $"error looking up service account {admission.Namespace}/{name}: serviceaccount \"{name}\" not found");
        if (spec.Flag("automountServiceAccountToken") ?? account.Flag("automountServiceAccountToken") ?? true) MountToken(spec);
        if (spec.Arr("imagePullSecrets") is null or { Count: 0 } && account.Arr("imagePullSecrets") is { Count: > 0 } secrets)
            spec["imagePullSecrets"] = secrets.DeepClone();
    }

    private static void MountToken(JsonObject spec)
    {
        var existing = spec.Objects("volumes").Select(volume => volume.Text("name") ?? "").FirstOrDefault(v => v.StartsWith(TokenVolume, StringComparison.Ordinal));
        var name = existing ?? Metadata.Generated(TokenVolume);
        var needed = false;
        foreach (var container in spec.Objects("initContainers").Concat(spec.Objects("containers")))
        {
            if (container.Objects("volumeMounts").Any(mount => mount.Text("mountPath") == TokenPath)) continue;
            if (container["volumeMounts"] is not JsonArray mounts) container["volumeMounts"] = mounts = [];
            mounts.Add(new JsonObject { ["name"] = name, ["readOnly"] = true, ["mountPath"] = TokenPath });
            needed = true;
        }

        if (existing is not null || !needed) return;
        if (spec["volumes"] is not JsonArray volumes) spec["volumes"] = volumes = [];
        volumes.Add(new JsonObject { ["name"] = name, ["projected"] = TokenSources() });
    }

    private static JsonObject TokenSources() => new()
    {
        ["sources"] = new JsonArray(
            new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = 3607, ["path"] = "token" } },
            new JsonObject
            {
                ["configMap"] = new JsonObject
                {
                    ["name"] = "kube-root-ca.crt",
                    ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                },
            },
            new JsonObject
            {
                ["downwardAPI"] = new JsonObject
                {
                    ["items"] = new JsonArray(new JsonObject
                    {
                        ["path"] = "namespace",
                        ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                    }),
                },
            }),
        ["defaultMode"] = 420,
    };

    private static void Priority(Admission admission, JsonObject spec)
    {
        var name = spec.Text("priorityClassName") ?? "";
        JsonObject? chosen;
        if (name.Length > 0)
        {
            chosen = admission.Find("scheduling.k8s.io", "priorityclasses", "", name)?.Json
                ?? throw Forbidden(admission, $"no PriorityClass with name {name} was found");
        }
        else
        {
            chosen = admission.List("scheduling.k8s.io", "priorityclasses").Select(c => c.Json).Where(c => c.Flag("globalDefault") == true)
                .MinBy(c => c.Whole("value") ?? 0);
            if (chosen is not null) spec["priorityClassName"] = chosen.Text("metadata", "name");
        }

        var value = chosen.Whole("value") ?? 0;
        var policy = chosen.Text("preemptionPolicy") ?? "PreemptLowerPriority";
        if (spec.Whole("priority") is { } asked && asked != value)
        {
            throw Forbidden(
                admission,
                $"the integer value of priority ({asked}) must not be provided in pod spec; priority admission controller computed {value} from the given PriorityClass name");
        }

        if (spec.Text("preemptionPolicy") is { } given && given != policy)
        {
            throw Forbidden(
                admission,
                $"the string value of PreemptionPolicy ({given}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        }

        spec["priority"] = value;
        spec["preemptionPolicy"] = policy;
    }

    private static void Tolerate(JsonObject spec, string taint)
    {
        if (spec["tolerations"] is not JsonArray tolerations) spec["tolerations"] = tolerations = [];
        var tolerated = tolerations.OfType<JsonObject>().Any(toleration =>
            (toleration.Text("key") == taint || string.IsNullOrEmpty(toleration.Text("key"))) && toleration.Text("effect") is null or "" or "NoExecute");
        if (tolerated) return;
        tolerations.Add(new JsonObject
        {
            ["key"] = taint,
            ["operator"] = "Exists",
            ["effect"] = "NoExecute",
            ["tolerationSeconds"] = PatienceSeconds,
        });
    }
}
