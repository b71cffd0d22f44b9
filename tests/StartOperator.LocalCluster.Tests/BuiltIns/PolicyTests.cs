using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>Network policies, disruption budgets, roles and priorities; leases and endpoints.</summary>
public sealed class PolicyTests(Servers servers)
{
    [Theory]
    [EachServer("""{"podSelector":{}}""")]
    [EachServer("""{"podSelector":{"matchLabels":{"a":"b"}},"ingress":[{"from":[{"namespaceSelector":{}},{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":80},{"port":"dns","protocol":"UDP"}]}],"egress":[{}]}""")]
    public Task A_network_policy_gets_its_defaults(string server, string spec) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("networkpolicies", Objects.Named("a", $$"""{"spec":{{spec}}}"""));
    });

    [Theory]
    [EachServer("""{"podSelector":{},"policyTypes":["Sideways"]}""", "spec.policyTypes[0]")]
    [EachServer("""{"podSelector":{},"ingress":[{"from":[{"ipBlock":{"cidr":"x"}}]}]}""", "spec.ingress[0].from[0].ipBlock.cidr")]
    [EachServer("""{"podSelector":{},"ingress":[{"from":[{}]}]}""", "spec.ingress[0].from[0]")]
    [EachServer("""{"podSelector":{},"ingress":[{"ports":[{"port":70000}]}]}""", "spec.ingress[0].ports[0].port")]
    [EachServer("""{"podSelector":{},"egress":[{"ports":[{"protocol":"ICMP"}]}]}""", "spec.egress[0].ports[0].protocol")]
    [EachServer("""{"podSelector":{"matchExpressions":[{"key":"a","operator":"Like"}]}}""", "spec.podSelector.matchExpressions[0].operator")]
    public Task A_network_policy_that_makes_no_sense_is_refused_with_its_field(string server, string spec, string cause) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("networkpolicies", Objects.Named("a", $$"""{"spec":{{spec}}}"""))).ShouldFail(422, "Invalid", cause);
    });

    [Theory]
    [EachServer]
    public Task A_budget_says_how_many_may_be_missing(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("poddisruptionbudgets", """{"metadata":{"name":"a"},"spec":{"maxUnavailable":"50%","selector":{"matchLabels":{"app":"a"}}}}""");

        (await api.PutAsync("poddisruptionbudgets/a", """{"metadata":{"name":"a"},"spec":{"minAvailable":1}}""")).ShouldFail(422, "Invalid");
        (await api.ChangeAsync("poddisruptionbudgets/a", budget => budget["spec"]!["maxUnavailable"] = 2)).ShouldSucceed(200).Told("metadata.generation").ShouldBe("2");
        (await api.PostAsync("poddisruptionbudgets", """{"metadata":{"name":"b"},"spec":{"maxUnavailable":1,"minAvailable":1}}""")).ShouldFail(422, "Invalid", "spec");
        (await api.PostAsync("poddisruptionbudgets", """{"metadata":{"name":"b"},"spec":{"minAvailable":"half"}}""")).ShouldFail(422, "Invalid", "spec.minAvailable");
        (await api.PostAsync("poddisruptionbudgets", """{"metadata":{"name":"b"},"spec":{"minAvailable":-1}}""")).ShouldFail(422, "Invalid", "spec.minAvailable");
    });

    [Theory]
    [EachServer]
    public Task A_binding_keeps_its_role(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("roles", """{"metadata":{"name":"a:b"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}""");
        await api.CreateAsync("rolebindings", """{"metadata":{"name":"a"},"roleRef":{"kind":"Role","name":"a:b"},"subjects":[{"kind":"ServiceAccount","name":"default"},{"kind":"User","name":"u"}]}""");

        (await api.PatchAsync("rolebindings/a", PatchTypes.Merge, """{"roleRef":{"kind":"Role","name":"other","apiGroup":"rbac.authorization.k8s.io"}}""")).ShouldFail(422, "Invalid", "roleRef");
        (await api.PostAsync("roles", """{"metadata":{"name":"c"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":[]}]}""")).ShouldFail(422, "Invalid", "rules[0].verbs");
        (await api.PostAsync("roles", """{"metadata":{"name":"c"},"rules":[{"verbs":["get"]}]}""")).ShouldFail(422, "Invalid");
        (await api.PostAsync("rolebindings", """{"metadata":{"name":"c"},"roleRef":{"kind":"Magic","name":""},"subjects":[{"kind":"Ghost","name":""}]}""")).ShouldFail(422, "Invalid");
        (await api.PostAsync("roles", """{"metadata":{"name":"a/b"}}""")).ShouldFail(422, "Invalid", "metadata.name");
    });

    [Theory]
    [EachServer]
    public Task A_lease_has_a_holder_and_a_time(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("leases", """{"metadata":{"name":"a"},"spec":{"holderIdentity":"me","leaseDurationSeconds":15,"acquireTime":"2025-01-02T03:04:05.000000Z","renewTime":"2025-01-02T03:04:05.123456Z","leaseTransitions":0}}""");

        (await api.ChangeAsync("leases/a", lease => lease["spec"]!["renewTime"] = "2025-01-02T03:04:06.654321Z")).ShouldSucceed(200).Told("spec.renewTime").ShouldEndWith("06.654321Z");
        (await api.PostAsync("leases", """{"metadata":{"name":"b"},"spec":{"leaseDurationSeconds":0}}""")).ShouldFail(422, "Invalid", "spec.leaseDurationSeconds");
        (await api.PostAsync("leases", """{"metadata":{"name":"b"},"spec":{"leaseTransitions":-1}}""")).ShouldFail(422, "Invalid", "spec.leaseTransitions");
    });

    [Theory]
    [EachServer]
    public Task An_endpoint_slice_keeps_its_address_type(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("endpointslices", """{"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"],"hostname":"h","conditions":{"ready":true}}],"ports":[{"port":80}]}""");

        (await api.PatchAsync("endpointslices/a", PatchTypes.Merge, """{"addressType":"IPv6","endpoints":[]}""")).ShouldFail(422, "Invalid", "addressType");
        (await api.PostAsync("endpointslices", """{"metadata":{"name":"b"},"addressType":"IPv4","endpoints":[{"addresses":["x"]}]}""")).ShouldFail(422, "Invalid", "endpoints[0].addresses[0]");
        (await api.PostAsync("endpointslices", """{"metadata":{"name":"b"},"endpoints":[]}""")).ShouldFail(422, "Invalid", "addressType");
        (await api.PostAsync("endpointslices", """{"metadata":{"name":"b"},"addressType":"IPv4","endpoints":[{"addresses":[]}]}""")).ShouldFail(422, "Invalid", "endpoints[0].addresses");
    });

    [Theory]
    [EachServer]
    public Task A_priority_stays_what_it_is(string server) => servers.RunAsync(server, async api =>
    {
        var path = $"priorityclasses/{api.Token}";
        var pod = Objects.Named("a", """{"spec":{"priorityClassName":"$","containers":[{"name":"c","image":"i"}]}}""").Replace("$", api.Token, StringComparison.Ordinal);
        await api.CreateAsync("priorityclasses", Objects.Named(api.Token, """{"value":1000,"description":"d"}"""));

        // kube-apiserver knows no class that its own watch has not told yet.
        await api.UntilAsync(new Asked(HttpMethod.Post, "pods?dryRun=All") { Body = pod }, answer => (int)answer.Code == 201);
        (await api.CreateAsync("pods", pod)).Told("spec.priority").ShouldBe("1000");
        (await api.PatchAsync(path, PatchTypes.Merge, """{"value":1001}""")).ShouldFail(422, "Invalid", "value");
        (await api.PatchAsync(path, PatchTypes.Merge, """{"preemptionPolicy":"Never"}""")).ShouldFail(422, "Invalid", "preemptionPolicy");
        (await api.PostAsync("priorityclasses", """{"metadata":{"name":"system-mine"},"value":1}""")).ShouldFail(422, "Invalid", "metadata.name");
        (await api.PostAsync("priorityclasses", """{"metadata":{"name":"huge"},"value":2000000000}""")).ShouldFail(422, "Invalid", "value");
        (await api.DeleteAsync(path)).ShouldSucceed(200);
    });

    [Theory]
    [EachServer]
    public Task A_node_has_a_status_and_taints(string server) => servers.RunAsync(server, async api =>
    {
        var path = $"nodes/{api.Token}";
        await api.CreateAsync("nodes", Objects.Named(api.Token, """{"spec":{"podCIDR":"10.1.0.0/24"},"status":{"capacity":{"cpu":"4","memory":"8Gi","pods":"110"}}}"""));

        (await api.PatchAsync(path + "/status", PatchTypes.Strategic, """{"status":{"conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}],"nodeInfo":{"architecture":"arm64"}}}""")).ShouldSucceed(200);
        (await api.PatchAsync(path, PatchTypes.Strategic, """{"spec":{"unschedulable":true,"taints":[{"key":"a","value":"b","effect":"NoSchedule"}]}}""")).ShouldSucceed(200).Told("spec.unschedulable").ShouldBe("true");
        (await api.PatchAsync(path, PatchTypes.Merge, """{"spec":{"taints":[{"key":"a","effect":"Sometimes"}]}}""")).ShouldFail(422, "Invalid", "metadata.taints[0].effect");
        (await api.PatchAsync(path, PatchTypes.Merge, """{"spec":{"podCIDR":"10.2.0.0/24","podCIDRs":["10.2.0.0/24"]}}""")).ShouldFail(422, "Invalid");
        (await api.DeleteAsync(path)).ShouldSucceed(200);
    });
}
