using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Kubectls;

/// <summary>kubectl describe, events and logs.</summary>
public sealed class DescribeTests(Servers servers)
{
    [Theory]
    [KubectlOnEachServer("configmap", """{"metadata":{"labels":{"l":"m"},"annotations":{"x/y":"z"}},"data":{"file":"some\nlines"},"binaryData":{"b":"AAE="}}""")]
    [KubectlOnEachServer("secret", """{"stringData":{"k":"v"}}""")]
    [KubectlOnEachServer("service", """{"spec":{"clusterIP":"None","selector":{"app":"a"},"ports":[{"name":"web","port":80,"targetPort":8080}]}}""")]
    [KubectlOnEachServer("serviceaccount", """{"imagePullSecrets":[{"name":"x"}]}""")]
    [KubectlOnEachServer("pvc", """{"spec":{"storageClassName":"none","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""")]
    [KubectlOnEachServer("pod", """{"spec":{"nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"k","operator":"Exists"}],"volumes":[{"name":"v","configMap":{"name":"m"}}],"initContainers":[{"name":"x","image":"y"}],"containers":[{"name":"c","image":"i","command":["run"],"env":[{"name":"A","value":"b"},{"name":"N","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],"ports":[{"containerPort":80}],"resources":{"limits":{"memory":"1Gi"}},"volumeMounts":[{"name":"v","mountPath":"/v"}],"readinessProbe":{"httpGet":{"port":80}}}]}}""")]
    [KubectlOnEachServer("deployment", """{"spec":{"replicas":2,"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""")]
    [KubectlOnEachServer("statefulset", """{"spec":{"serviceName":"s","selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""")]
    [KubectlOnEachServer("job", """{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""")]
    [KubectlOnEachServer("role", """{"rules":[{"apiGroups":["","apps"],"resources":["pods"],"verbs":["get","list"]}]}""")]
    [KubectlOnEachServer("rolebinding", """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"s"}]}""")]
    [KubectlOnEachServer("poddisruptionbudget", """{"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"a"}}}}""")]
    [KubectlOnEachServer("networkpolicy", """{"spec":{"podSelector":{"matchLabels":{"app":"a"}},"ingress":[{"from":[{"podSelector":{}}],"ports":[{"port":80}]}]}}""")]
    [KubectlOnEachServer("lease", """{"spec":{"holderIdentity":"me","leaseDurationSeconds":15}}""")]
    public Task An_object_is_described(string server, string kind, string rest) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync(Plural(kind), Objects.Named("a", rest));

        var told = await new Kubectl(api).RunAsync($"describe {kind} a");

        told.ShouldContain("Name:");
    });

    [Theory]
    [KubectlOnEachServer]
    public Task A_node_is_described_cordoned_and_tainted(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);
        var node = $"node-{api.Token}";
        await api.CreateAsync("/api/v1/nodes", Objects.Named(node));
        try
        {
            await kubectl.RunAsync($"get node {node}");
            await kubectl.RunAsync($"cordon {node}");
            await kubectl.RunAsync($"cordon {node}");
            await kubectl.RunAsync($"taint node {node} a=b:NoSchedule");
            await kubectl.RunAsync($"get node {node} -o yaml");
            await kubectl.RunAsync($"describe node {node}");
            await kubectl.RunAsync($"taint node {node} a-");
            await kubectl.RunAsync($"uncordon {node}");
            await kubectl.RunAsync($"drain {node} --ignore-daemonsets");
        }
        finally
        {
            await kubectl.RunAsync($"delete node {node}");
        }
    });

    [Theory]
    [KubectlOnEachServer]
    public Task Events_are_told_with_what_they_are_about(string server) => servers.RunAsync(server, async api =>
    {
        var pod = await api.CreateAsync("pods", Objects.Named("a", """{"spec":{"containers":[{"name":"c","image":"i"}]}}"""));
        var about = "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"name\":\"a\",\"namespace\":\"" + api.Namespace + "\",\"uid\":\"" + pod.Told("metadata.uid") + "\"}";
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, type, reason) in ((string, string, string)[])[("e", "Normal", "Started"), ("f", "Warning", "Failed")])
        {
            var rest = "{\"involvedObject\":" + about + ",\"type\":\"" + type + "\",\"reason\":\"" + reason + "\",\"message\":\"it is " + reason + "\",\"source\":{\"component\":\"test\"},\"count\":1,\"firstTimestamp\":\"" + now + "\",\"lastTimestamp\":\"" + now + "\"}";
            await api.CreateAsync("events", Objects.Named(name, rest));
        }

        var kubectl = new Kubectl(api);
        await kubectl.RunAsync("get events");
        await kubectl.RunAsync("get events --field-selector type=Warning -o wide");
        (await kubectl.RunAsync("events --for pod/a --types=Warning")).ShouldContain("it is Failed");
        (await kubectl.RunAsync("describe pod a")).ShouldContain("it is Started");
    });

    [Theory]
    [KubectlOnEachServer("logs a")]
    [KubectlOnEachServer("logs a -c none")]
    [KubectlOnEachServer("logs none")]
    [KubectlOnEachServer("logs a --previous --tail=1")]
    public Task A_pod_without_a_node_has_no_logs(string server, string command) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Objects.Named("a", """{"spec":{"containers":[{"name":"c","image":"i"}]}}"""));

        await new Kubectl(api).TryAsync(command);
    });

    [Theory]
    [KubectlOnEachServer]
    public Task Nothing_is_described_when_nothing_is_there(string server) => servers.RunAsync(server, async api =>
        (await new Kubectl(api).FailAsync("describe pod a")).ShouldContain("(NotFound)"));

    private static string Plural(string kind) => kind switch
    {
        "pvc" => "persistentvolumeclaims",
        "networkpolicy" => "networkpolicies",
        _ => kind + "s",
    };
}
