using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>Pods: defaults, what admission adds, what is refused, and what can't be changed.</summary>
public sealed class PodTests(Servers servers)
{
    private const string Small = """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    private const string Large = """
        {"metadata":{"name":"a","labels":{"app":"a"}},
         "spec":{
          "hostname":"a","subdomain":"embassy","restartPolicy":"Never","serviceAccount":"default","automountServiceAccountToken":false,
          "terminationGracePeriodSeconds":10,"activeDeadlineSeconds":100,"nodeSelector":{"x":"y"},
          "securityContext":{"runAsUser":1000,"fsGroup":2000,"seccompProfile":{"type":"RuntimeDefault"}},
          "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[
             {"matchExpressions":[{"key":"kubernetes.io/arch","operator":"In","values":["arm64"]}]},
             {"matchExpressions":[{"key":"emulates","operator":"Exists"}]}]}},
           "podAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":5,"podAffinityTerm":{"topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"app":"b"}}}}]}},
          "tolerations":[{"key":"arch","operator":"Equal","value":"arm64","effect":"NoSchedule"}],
          "initContainers":[{"name":"init","image":"busybox:1.36","command":["true"],"volumeMounts":[{"name":"data","mountPath":"/data"}]}],
          "containers":[{"name":"main","image":"registry.example/app@sha256:0000000000000000000000000000000000000000000000000000000000000000","args":["--x"],
            "env":[{"name":"A","value":"b"},{"name":"IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}},{"name":"K","valueFrom":{"configMapKeyRef":{"name":"m","key":"k","optional":true}}}],
            "ports":[{"containerPort":80},{"name":"dns","containerPort":53,"protocol":"UDP"}],
            "resources":{"requests":{"cpu":"0.1","memory":"64Mi"},"limits":{"memory":"128Mi","cpu":"1000m"}},
            "livenessProbe":{"httpGet":{"port":80}},"readinessProbe":{"exec":{"command":["true"]},"periodSeconds":5},"startupProbe":{"tcpSocket":{"port":"dns"}},
            "lifecycle":{"preStop":{"exec":{"command":["sync"]}}},
            "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}},
            "volumeMounts":[{"name":"data","mountPath":"/data","subPath":"data"},{"name":"shm","mountPath":"/dev/shm"},{"name":"conf","mountPath":"/conf","readOnly":true}]}],
          "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data"}},{"name":"shm","emptyDir":{"medium":"Memory","sizeLimit":"64Mi"}},
            {"name":"conf","configMap":{"name":"m","items":[{"key":"k","path":"k"}]}},{"name":"sec","secret":{"secretName":"s","optional":true}},{"name":"plain"},
            {"name":"host","hostPath":{"path":"/tmp"}},{"name":"both","projected":{"sources":[{"secret":{"name":"s"}},{"downwardAPI":{"items":[{"path":"l","fieldRef":{"fieldPath":"metadata.labels"}}]}}]}}]}}
        """;

    [Theory]
    [EachServer(Small)]
    [EachServer(Large)]
    public Task A_pod_gets_its_defaults(string server, string body) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("pods", body);

        made.Told("status.phase").ShouldBe("Pending");
        made.Told("spec.schedulerName").ShouldBe("default-scheduler");
        made.Told("metadata.generation").ShouldBe("1");
    });

    [Theory]
    [EachServer("""{"requests":{"cpu":"1"}}""", "Burstable")]
    [EachServer("""{"limits":{"cpu":"1"}}""", "Burstable")]
    [EachServer("""{"limits":{"cpu":"1","memory":"1Gi"}}""", "Guaranteed")]
    [EachServer("""{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"1000m","memory":"1024Mi"}}""", "Guaranteed")]
    [EachServer("""{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"500m"}}""", "Burstable")]
    [EachServer("{}", "BestEffort")]
    public Task Resources_decide_the_quality_of_service(string server, string resources, string expected) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("pods", $"{{\"metadata\":{{\"name\":\"a\"}},\"spec\":{{\"containers\":[{{\"name\":\"c\",\"image\":\"i\",\"resources\":{resources}}}]}}}}");

        made.Told("status.qosClass").ShouldBe(expected);
    });

    [Theory]
    [EachServer("containers", "[]", "spec.containers")]
    [EachServer("containers", """[{"name":"c"}]""", "spec.containers[0].image")]
    [EachServer("containers", """[{"name":"C","image":"i"}]""", "spec.containers[0].name")]
    [EachServer("containers", """[{"name":"c","image":"i"},{"name":"c","image":"i"}]""", "spec.containers[1].name")]
    [EachServer("containers", """[{"name":"c","image":"i","imagePullPolicy":"Sometimes"}]""", "spec.containers[0].imagePullPolicy")]
    [EachServer("containers", """[{"name":"c","image":"i","ports":[{"containerPort":0}]}]""", "spec.containers[0].ports[0].containerPort")]
    [EachServer("containers", """[{"name":"c","image":"i","ports":[{"containerPort":70000,"name":"-"}]}]""", "spec.containers[0].ports[0].name spec.containers[0].ports[0].containerPort")]
    [EachServer("containers", """[{"name":"c","image":"i","env":[{"name":""}]}]""", "spec.containers[0].env[0].name")]
    [EachServer("containers", """[{"name":"c","image":"i","env":[{"name":"A","value":"b","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}]}]""", "spec.containers[0].env[0].valueFrom")]
    [EachServer("containers", """[{"name":"c","image":"i","volumeMounts":[{"name":"none","mountPath":"/x"}]}]""", "spec.containers[0].volumeMounts[0].name")]
    [EachServer("containers", """[{"name":"c","image":"i","livenessProbe":{}}]""", "spec.containers[0].livenessProbe")]
    [EachServer("containers", """[{"name":"c","image":"i","resources":{"limits":{"cpu":"1"},"requests":{"cpu":"2"}}}]""", "spec.containers[0].resources.requests")]
    [EachServer("containers", """[{"name":"c","image":"i","terminationMessagePolicy":"x"}]""", "spec.containers[0].terminationMessagePolicy")]
    [EachServer("restartPolicy", "\"Sometimes\"", "spec.restartPolicy")]
    [EachServer("dnsPolicy", "\"x\"", "spec.dnsPolicy")]
    [EachServer("hostname", "\"a.b\"", "spec.hostname")]
    [EachServer("subdomain", "\"A\"", "spec.subdomain")]
    [EachServer("terminationGracePeriodSeconds", "-5", "")]
    [EachServer("activeDeadlineSeconds", "0", "spec.activeDeadlineSeconds")]
    [EachServer("volumes", """[{"name":"v","emptyDir":{},"hostPath":{"path":"/x"}}]""", "spec.volumes[0].hostPath")]
    [EachServer("volumes", """[{"name":"v"},{"name":"v"}]""", "spec.volumes[1].name")]
    [EachServer("volumes", """[{"name":"v","hostPath":{"path":""}}]""", "spec.volumes[0].hostPath.path")]
    [EachServer("volumes", """[{"name":"v","hostPath":{"path":"/a/../b"}}]""", "spec.volumes[0].hostPath.path")]
    [EachServer("volumes", """[{"name":"v","configMap":{"name":"","defaultMode":1000}}]""", "spec.volumes[0].configMap.name spec.volumes[0].configMap.defaultMode")]
    [EachServer("volumes", """[{"name":"v","persistentVolumeClaim":{"claimName":""}}]""", "spec.volumes[0].persistentVolumeClaim.claimName")]
    [EachServer("tolerations", """[{"operator":"Equal","key":"a","value":"b","effect":"Never"}]""", "spec.tolerations[0].effect")]
    [EachServer("tolerations", """[{"operator":"Equal","value":"b"}]""", "spec.tolerations[0].operator")]
    [EachServer("nodeSelector", """{"a b":"c"}""", "spec.nodeSelector")]
    [EachServer("affinity", """{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[]}}}""", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms")]
    [EachServer("affinity", """{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":{}}]}}""", "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey")]
    [EachServer("serviceAccountName", "\"A\"", "")]
    [EachServer("imagePullSecrets", """[{"name":""}]""", "")]
    [EachServer("securityContext", """{"runAsUser":-1}""", "spec.securityContext.runAsUser")]
    [EachServer("schedulerName", "\"\"", "")]
    [EachServer("priorityClassName", "\"none\"", "")]
    [EachServer("runtimeClassName", "\"none\"", "")]
    public Task A_pod_that_makes_no_sense_is_refused_with_its_field(string server, string field, string value, string causes) => servers.RunAsync(server, async api =>
    {
        var pod = JsonNode.Parse(Small)!;
        pod["spec"]![field] = JsonNode.Parse(value);

        var answer = await api.PostAsync("pods", pod.ToJsonString());

        if (causes.Length > 0)
        {
            answer.ShouldFail(422, "Invalid", causes.Split(' '));
        }
    });

    [Theory]
    [EachServer("containers[0].name", "\"d\"", false)]
    [EachServer("containers[0].command", """["x"]""", false)]
    [EachServer("containers[0].image", "\"j\"", true)]
    [EachServer("containers[0].image", "\"\"", false)]
    [EachServer("hostname", "\"h\"", false)]
    [EachServer("nodeSelector", """{"a":"b"}""", false)]
    [EachServer("restartPolicy", "\"Never\"", false)]
    [EachServer("activeDeadlineSeconds", "50", true)]
    [EachServer("terminationGracePeriodSeconds", "5", false)]
    [EachServer("volumes", "[]", false)]
    public Task Only_a_few_fields_of_a_pod_can_be_changed(string server, string field, string value, bool allowed) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Small);

        var answer = await api.ChangeAsync("pods/a", pod => Set(pod["spec"]!, field, JsonNode.Parse(value)));

        if (allowed)
        {
            answer.ShouldSucceed(200).Told("metadata.generation").ShouldBe("2");
        }
        else
        {
            answer.ShouldFail(422, "Invalid");
        }
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task Tolerations_can_only_be_added(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Small);

        (await api.ChangeAsync("pods/a", pod => pod["spec"]!["tolerations"]!.AsArray().Add(new JsonObject { ["key"] = "k", ["operator"] = "Exists" }))).ShouldSucceed(200);
        (await api.ChangeAsync("pods/a", pod => pod["spec"]!["tolerations"] = new JsonArray())).ShouldFail(422, "Invalid");
    });

    [Theory]
    [EachServer]
    public Task Status_is_written_by_its_subresource_only(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Small);

        (await api.PatchAsync("pods/a", PatchTypes.Merge, """{"status":{"phase":"Running"}}""")).Told("status.phase").ShouldBe("Pending");
        var answer = await api.PatchAsync("pods/a/status", PatchTypes.Merge, """{"status":{"phase":"Running","podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"True"}]},"spec":{"hostname":"h"}}""");

        (answer.Told("status.phase"), answer.Told("spec.hostname"), answer.Told("status.podIPs[0].ip")).ShouldBe(("Running", "", "10.0.0.1"));
        answer.Told("metadata.managedFields[1].subresource").ShouldBe("status");
    });

    internal static void Set(JsonNode spec, string path, JsonNode? value)
    {
        var (parent, field) = path.Contains('.', StringComparison.Ordinal) ? (JsonAt.Find(spec, path[..path.LastIndexOf('.')])!, path[(path.LastIndexOf('.') + 1)..]) : (spec, path);
        parent[field] = value;
    }
}
