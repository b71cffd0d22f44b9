using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>Services: addresses and ports they get and keep, and what is refused.</summary>
public sealed class ServiceTests(Servers servers)
{
    private const string Small = """{"metadata":{"name":"a"},"spec":{"selector":{"app":"a"},"ports":[{"port":80}]}}""";

    [Theory]
    [EachServer(Small)]
    [EachServer("""{"metadata":{"name":"a"},"spec":{"clusterIP":"None","selector":{"app":"a"},"publishNotReadyAddresses":true}}""")]
    [EachServer("""{"metadata":{"name":"a"},"spec":{"clusterIP":"None","ports":[{"port":80}]}}""")]
    [EachServer("""{"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"name":"x","port":80,"targetPort":"http"},{"name":"y","port":53,"protocol":"UDP"}]}}""")]
    [EachServer("""{"metadata":{"name":"a"},"spec":{"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"port":80}]}}""")]
    [EachServer("""{"metadata":{"name":"a"},"spec":{"type":"ExternalName","externalName":"example.com"}}""")]
    [EachServer("""{"metadata":{"name":"a"},"spec":{"sessionAffinity":"ClientIP","ports":[{"port":80,"targetPort":8080}],"externalIPs":["192.0.2.1"]}}""")]
    public Task A_service_gets_its_defaults(string server, string body) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("services", body);

        (await api.GetAsync("services/a")).Told("status.loadBalancer").ShouldBe("{}");
    });

    [Theory]
    [EachServer("ports", "[]", "spec.ports")]
    [EachServer("ports", """[{"port":0}]""", "spec.ports[0].port spec.ports[0].targetPort")]
    [EachServer("ports", """[{"port":70000}]""", "spec.ports[0].port spec.ports[0].targetPort")]
    [EachServer("ports", """[{"port":80},{"port":81}]""", "spec.ports[0].name spec.ports[1].name")]
    [EachServer("ports", """[{"name":"a","port":80},{"name":"a","port":81}]""", "spec.ports[1].name")]
    [EachServer("ports", """[{"name":"a","port":80},{"name":"b","port":80}]""", "spec.ports[1]")]
    [EachServer("ports", """[{"port":80,"protocol":"ICMP"}]""", "spec.ports[0].protocol")]
    [EachServer("ports", """[{"port":80,"targetPort":"-"}]""", "spec.ports[0].targetPort")]
    [EachServer("ports", """[{"port":80,"nodePort":30000}]""", "spec.ports[0].nodePort")]
    [EachServer("type", "\"Magic\"", "spec.type")]
    [EachServer("type", "\"ExternalName\"", "spec.externalName")]
    [EachServer("clusterIP", "\"banana\"", "spec.clusterIPs[0]")]
    [EachServer("clusterIP", "\"192.0.2.1\"", "spec.clusterIPs")]
    [EachServer("sessionAffinity", "\"Always\"", "spec.sessionAffinity")]
    [EachServer("externalTrafficPolicy", "\"Local\"", "spec.externalTrafficPolicy")]
    [EachServer("internalTrafficPolicy", "\"x\"", "spec.internalTrafficPolicy")]
    [EachServer("selector", """{"a b":"c"}""", "spec.selector")]
    [EachServer("ipFamilies", """["IPv5"]""", "spec.ipFamilies[0]")]
    [EachServer("externalIPs", """["x"]""", "spec.externalIPs[0]")]
    public Task A_service_that_makes_no_sense_is_refused_with_its_field(string server, string field, string value, string causes) => servers.RunAsync(server, async api =>
    {
        var service = JsonNode.Parse(Small)!;
        service["spec"]![field] = JsonNode.Parse(value);

        (await api.PostAsync("services", service.ToJsonString())).ShouldFail(422, "Invalid", causes.Split(' '));
    });

    [Theory]
    [EachServer("A")]
    [EachServer("a.b")]
    [EachServer("-a")]
    public Task A_name_that_is_no_label_is_refused(string server, string name) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("services", Objects.Named(name, """{"spec":{"ports":[{"port":80}]}}"""))).ShouldFail(422, "Invalid", "metadata.name");
    });

    [Theory]
    [EachServer]
    public Task A_service_keeps_its_address(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("services", Small);

        (await api.PutAsync("services/a", Small)).ShouldSucceed(200).Told("spec.clusterIP").ShouldBe(made.Told("spec.clusterIP"));
        (await api.ChangeAsync("services/a", service => service["spec"]!["ports"]![0]!["port"] = 81)).ShouldSucceed(200);
        (await api.ChangeAsync("services/a", service =>
        {
            service["spec"]!["clusterIP"] = "10.96.7.7";
            service["spec"]!["clusterIPs"] = new JsonArray("10.96.7.7");
        })).ShouldFail(422, "Invalid").Causes.ShouldContain("spec.clusterIPs[0]");
        (await api.PatchAsync("services/a", PatchTypes.Merge, """{"spec":{"clusterIP":"None","clusterIPs":["None"]}}""")).ShouldFail(422, "Invalid");
    });

    [Theory]
    [EachServer]
    public Task An_address_belongs_to_one_service(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("services", Small);
        var same = Small.Replace("\"a\"", "\"b\"", StringComparison.Ordinal).Replace("\"selector\"", $"\"clusterIP\":\"{made.Told("spec.clusterIP")}\",\"selector\"", StringComparison.Ordinal);

        (await api.PostAsync("services", same)).ShouldFail(422, "Invalid", "spec.clusterIPs");
        await api.DeleteAsync("services/a");
        (await api.PostAsync("services", same)).ShouldSucceed(201);
    });

    [Theory]
    [EachServer]
    public Task A_node_port_belongs_to_one_service(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("services", """{"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""");
        var port = made.Told("spec.ports[0].nodePort");

        (await api.SendAsync(new(HttpMethod.Post, "services") { Recorded = false, Body = $"{{\"metadata\":{{\"name\":\"b\"}},\"spec\":{{\"type\":\"NodePort\",\"ports\":[{{\"port\":80,\"nodePort\":{port}}}]}}}}" }))
            .ShouldFail(422, "Invalid", "spec.ports[0].nodePort");
        (await api.PostAsync("services", """{"metadata":{"name":"b"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":80}]}}""")).ShouldFail(422, "Invalid", "spec.ports[0].nodePort");
    });

    [Theory]
    [EachServer]
    public Task A_service_changes_its_type(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("services", Small);

        (await api.PatchAsync("services/a", PatchTypes.Merge, """{"spec":{"type":"NodePort"}}""")).ShouldSucceed(200).Told("spec.ports[0].nodePort").ShouldNotBe("");
        (await api.PatchAsync("services/a", PatchTypes.Merge, """{"spec":{"type":"ClusterIP"}}""")).ShouldSucceed(200);
        (await api.PatchAsync("services/a", PatchTypes.Merge, """{"spec":{"type":"ExternalName","externalName":"example.com"}}""")).Told("kind").ShouldNotBe("");
    });

    [Theory]
    [EachServer]
    public Task Its_status_is_a_subresource(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("services", """{"metadata":{"name":"a"},"spec":{"type":"LoadBalancer","ports":[{"port":80}]}}""");

        (await api.PatchAsync("services/a/status", PatchTypes.Merge, """{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.7"}]}}}""")).ShouldSucceed().Told("status.loadBalancer.ingress[0].ip").ShouldBe("192.0.2.7");
        (await api.PatchAsync("services/a/status", PatchTypes.Merge, """{"status":{"loadBalancer":{"ingress":[{"ip":"x"}]}}}""")).ShouldFail(422, "Invalid");
        (await api.PatchAsync("services/a", PatchTypes.Merge, """{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.8"}]}}}""")).Told("status.loadBalancer.ingress[0].ip").ShouldBe("192.0.2.7");
        (await api.DeleteAsync("services/a")).Told("kind").ShouldBe("Service");
    });
}
