using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Reading;

/// <summary>What <c>kubectl get</c> prints: each kind's columns and cells.</summary>
public sealed class TableTests(Servers servers)
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private const string Template = """{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"},{"name":"d","image":"j"}]}}""";
    private const string Workload = "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"replicas\":2,\"selector\":{\"matchLabels\":{\"app\":\"a\"}},\"template\":" + Template + "}}";

    [Theory]
    [EachServer("configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"},"binaryData":{"b":"aGk="}}""")]
    [EachServer("secrets", """{"metadata":{"name":"a"},"data":{"k":"aGk="}}""")]
    [EachServer("serviceaccounts", """{"metadata":{"name":"a"}}""")]
    [EachServer("endpoints", """{"metadata":{"name":"a"},"subsets":[{"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}],"ports":[{"name":"w","port":80},{"name":"x","port":81}]},{"notReadyAddresses":[{"ip":"10.0.0.3"}],"ports":[{"port":80}]}]}""")]
    [EachServer("endpoints", """{"metadata":{"name":"a"}}""")]
    [EachServer("persistentvolumeclaims", """{"metadata":{"name":"a"},"spec":{"storageClassName":"x","accessModes":["ReadWriteOnce","ReadOnlyMany"],"resources":{"requests":{"storage":"1Gi"}}}}""")]
    [EachServer("deployments", Workload)]
    [EachServer("statefulsets", Workload)]
    [EachServer("replicasets", Workload)]
    [EachServer("jobs", """{"metadata":{"name":"a"},"spec":{"completions":3,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""")]
    [EachServer("leases", """{"metadata":{"name":"a"},"spec":{"holderIdentity":"me"}}""")]
    [EachServer("controllerrevisions", """{"metadata":{"name":"a","ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"s","uid":"u","controller":true}]},"revision":3,"data":{}}""")]
    [EachServer("roles", """{"metadata":{"name":"a"},"rules":[]}""")]
    [EachServer("rolebindings", """{"metadata":{"name":"a"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"s"},{"kind":"User","name":"u"},{"kind":"Group","name":"g"}]}""")]
    [EachServer("poddisruptionbudgets", """{"metadata":{"name":"a"},"spec":{"minAvailable":"50%","selector":{"matchLabels":{"a":"b"}}}}""")]
    [EachServer("networkpolicies", """{"metadata":{"name":"a"},"spec":{"podSelector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"c","operator":"In","values":["d","e"]}]}}}""")]
    [EachServer("networkpolicies", """{"metadata":{"name":"a"},"spec":{"podSelector":{}}}""")]
    [EachServer("endpointslices", """{"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"]},{"addresses":["10.0.0.2"]},{"addresses":["10.0.0.3"]},{"addresses":["10.0.0.4"]}],"ports":[{"port":80},{"name":"x","port":81}]}""")]
    [EachServer("endpointslices", """{"metadata":{"name":"a"},"addressType":"IPv6","endpoints":[]}""")]
    public Task A_kind_has_its_columns(string server, string plural, string body) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync(plural, body);

        (await api.GetAsync($"{plural}/a", Table)).ShouldSucceed().Told("rows[0].cells[0]").ShouldBe("a");
    });

    [Theory]
    [EachServer("""{"ports":[{"port":80}],"selector":{"b":"c","a":"b"}}""")]
    [EachServer("""{"type":"NodePort","ports":[{"name":"x","port":80},{"name":"y","port":53,"protocol":"UDP"}]}""")]
    [EachServer("""{"type":"LoadBalancer","ports":[{"port":80}],"externalIPs":["192.0.2.1"]}""")]
    [EachServer("""{"type":"ExternalName","externalName":"example.com"}""")]
    [EachServer("""{"clusterIP":"None"}""")]
    public Task A_service_shows_how_it_is_reached(string server, string spec) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("services", Objects.Named("a", $$"""{"spec":{{spec}}}"""));

        await api.GetAsync("services/a", Table);
        await api.DeleteAsync("services/a");
    });

    [Theory]
    [EachServer("{}")]
    [EachServer("""{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"podIP":"10.0.0.7","containerStatuses":[{"name":"c","ready":true,"restartCount":0,"image":"i","imageID":"","state":{"running":{}}},{"name":"d","ready":false,"restartCount":2,"image":"j","imageID":"","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}""")]
    [EachServer("""{"phase":"Running","containerStatuses":[{"name":"c","ready":true,"restartCount":3,"image":"i","imageID":"","state":{"running":{}}},{"name":"d","ready":true,"restartCount":0,"image":"j","imageID":"","state":{"running":{}}}]}""")]
    [EachServer("""{"phase":"Pending","initContainerStatuses":[{"name":"x","ready":false,"restartCount":0,"image":"i","imageID":"","state":{"waiting":{"reason":"PodInitializing"}}}]}""")]
    [EachServer("""{"phase":"Pending","initContainerStatuses":[{"name":"x","ready":false,"restartCount":0,"image":"i","imageID":"","state":{"running":{}}}]}""")]
    [EachServer("""{"phase":"Pending","initContainerStatuses":[{"name":"x","ready":false,"restartCount":1,"image":"i","imageID":"","state":{"terminated":{"exitCode":3}}}]}""")]
    [EachServer("""{"phase":"Pending","initContainerStatuses":[{"name":"x","ready":false,"restartCount":1,"image":"i","imageID":"","state":{"terminated":{"exitCode":3,"reason":"Error"}}}]}""")]
    [EachServer("""{"phase":"Pending","initContainerStatuses":[{"name":"x","ready":false,"restartCount":0,"image":"i","imageID":"","state":{"waiting":{"reason":"ErrImagePull"}}}]}""")]
    [EachServer("""{"phase":"Succeeded","containerStatuses":[{"name":"c","ready":false,"restartCount":0,"image":"i","imageID":"","state":{"terminated":{"exitCode":0,"reason":"Completed"}}},{"name":"d","ready":false,"restartCount":0,"image":"j","imageID":"","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]}""")]
    [EachServer("""{"phase":"Failed","reason":"Evicted"}""")]
    [EachServer("""{"phase":"Failed","containerStatuses":[{"name":"c","ready":false,"restartCount":0,"image":"i","imageID":"","state":{"terminated":{"exitCode":137,"signal":9}}}]}""")]
    [EachServer("""{"phase":"Unknown","reason":"NodeLost"}""")]
    [EachServer("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}""")]
    [EachServer("""{"phase":"Running","nominatedNodeName":"m","conditions":[{"type":"g","status":"True"}]}""")]
    public Task A_pod_shows_how_it_is(string server, string status) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", """
            {"metadata":{"name":"a"},"spec":{"nodeName":"n","readinessGates":[{"conditionType":"g"},{"conditionType":"h"}],
             "initContainers":[{"name":"x","image":"i"}],"containers":[{"name":"c","image":"i"},{"name":"d","image":"j"}]}}
            """);
        await api.PatchAsync("pods/a/status", PatchTypes.Merge, $$"""{"status":{{status}}}""");

        await api.GetAsync("pods/a", Table);
        await api.DeleteAsync("pods/a");
        await api.GetAsync("pods/a", Table);
    });

    [Theory]
    [EachServer]
    public Task A_sidecar_counts_as_a_container(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", """{"metadata":{"name":"a"},"spec":{"nodeName":"n","initContainers":[{"name":"x","image":"i","restartPolicy":"Always"}],"containers":[{"name":"c","image":"i"}]}}""");
        await api.PatchAsync("pods/a/status", PatchTypes.Merge, """
            {"status":{"phase":"Running","initContainerStatuses":[{"name":"x","ready":true,"started":true,"restartCount":1,"image":"i","imageID":"","state":{"running":{}}}],
             "containerStatuses":[{"name":"c","ready":true,"restartCount":0,"image":"i","imageID":"","state":{"running":{}}}]}}
            """);

        (await api.GetAsync("pods/a", Table)).Told("rows[0].cells[1]").ShouldBe("2/2");
    });

    [Theory]
    [EachServer("persistentvolumeclaims/a", """{"phase":"Bound","capacity":{"storage":"2Gi"},"accessModes":["ReadWriteOnce"]}""")]
    [EachServer("deployments/a", """{"replicas":2,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1}""")]
    [EachServer("statefulsets/a", """{"replicas":2,"readyReplicas":1}""")]
    [EachServer("replicasets/a", """{"replicas":2,"readyReplicas":1}""")]
    [EachServer("poddisruptionbudgets/a", """{"disruptionsAllowed":1,"currentHealthy":2,"desiredHealthy":1,"expectedPods":2}""")]
    public Task A_status_shows(string server, string path, string status) => servers.RunAsync(server, async api =>
    {
        var plural = path.Split('/')[0];
        await api.CreateAsync(plural, plural switch
        {
            "persistentvolumeclaims" => """{"metadata":{"name":"a"},"spec":{"volumeName":"v","storageClassName":"x","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""",
            "poddisruptionbudgets" => """{"metadata":{"name":"a"},"spec":{"maxUnavailable":1}}""",
            _ => Workload,
        });
        (await api.PatchAsync(path + "/status", PatchTypes.Merge, $$"""{"status":{{status}}}""")).ShouldSucceed();

        await api.GetAsync(path, Table);
    });

    [Theory]
    [EachServer("persistentvolumes", """{"spec":{"storageClassName":"x","capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/x"},"claimRef":{"namespace":"n","name":"c"}}}""")]
    [EachServer("storageclasses", """{"provisioner":"example.com/x","allowVolumeExpansion":true}""")]
    [EachServer("priorityclasses", """{"value":7,"description":"d"}""")]
    [EachServer("clusterroles", """{"rules":[]}""")]
    [EachServer("clusterrolebindings", """{"roleRef":{"kind":"ClusterRole","name":"r"},"subjects":[{"kind":"ServiceAccount","namespace":"n","name":"s"}]}""")]
    [EachServer("nodes", """{"metadata":{"labels":{"node-role.kubernetes.io/worker":"","kubernetes.io/role":"odd"}},"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}],"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"nodeInfo":{"kubeletVersion":"v1.36.0","osImage":"os","kernelVersion":"6","containerRuntimeVersion":"containerd://2"}}}""")]
    [EachServer("nodes", "{}")]
    public Task A_cluster_wide_kind_has_its_columns(string server, string plural, string body) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync(plural, Objects.Named(api.Token, body));

        await api.GetAsync($"{plural}/{api.Token}", Table);
        await api.DeleteAsync($"{plural}/{api.Token}");
    });

    [Theory]
    [EachServer]
    public Task A_namespace_and_a_definition_show(string server) => servers.RunAsync(server, async api =>
    {
        await api.GetAsync($"namespaces/{api.Namespace}", Table);
        await api.GetAsync("customresourcedefinitions?limit=1&labelSelector=none", Table);
    });

    [Theory]
    [EachServer]
    public Task An_event_shows_in_both_APIs(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("events", $$"""
            {"metadata":{"name":"a"},"involvedObject":{"kind":"Pod","namespace":"{{api.Namespace}}","name":"p","fieldPath":"spec.containers{c}"},"reason":"Done","message":"all done","type":"Warning",
             "source":{"component":"kubelet","host":"n"},"count":3}
            """);

        await api.GetAsync("events/a", Table);
        await api.GetAsync($"/apis/events.k8s.io/v1/namespaces/{api.Namespace}/events/a", Table);
    });
}
