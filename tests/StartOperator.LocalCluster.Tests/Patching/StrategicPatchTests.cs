using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Patching;

/// <summary>Strategic merge patches, which kubectl sends for built-in kinds.</summary>
public sealed class StrategicPatchTests(Servers servers)
{
    private const string Deployment = """
        {"metadata":{"name":"a","finalizers":["example.com/a","example.com/b"]},"spec":{"selector":{"matchLabels":{"app":"a"}},
         "template":{"metadata":{"labels":{"app":"a"}},"spec":{
          "containers":[
           {"name":"c","image":"i","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"ports":[{"containerPort":80},{"containerPort":81,"name":"x"}],
            "volumeMounts":[{"name":"v","mountPath":"/v"},{"name":"w","mountPath":"/w"}]},
           {"name":"d","image":"j"}],
          "tolerations":[{"key":"a","operator":"Exists"}],
          "volumes":[{"name":"v","emptyDir":{}},{"name":"w","configMap":{"name":"m"}}]}}}}
        """;

    [Theory]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"new"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"e","image":"k"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"d","$patch":"delete"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"$patch":"replace"},{"name":"only","image":"k"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"B","value":"3"},{"name":"C","value":"4"}]}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"A","$patch":"delete"}]}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"c","env":null}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"c","ports":[{"containerPort":81,"name":"y"}]}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"c","volumeMounts":[{"mountPath":"/w","name":"v"}]}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"d"},{"name":"c"}],"containers":[{"name":"c","image":"new"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"e"},{"name":"c"}],"containers":[{"name":"e","image":"k"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"tolerations":[{"key":"b","operator":"Exists"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/x"}}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"volumes":[{"name":"v","emptyDir":null,"hostPath":{"path":"/x"}}]}}}}""")]
    [EachServer("""{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}""")]
    [EachServer("""{"spec":{"strategy":{"$patch":"replace","type":"Recreate"}}}""")]
    [EachServer("""{"spec":{"template":{"metadata":{"labels":{"$patch":"replace","app":"a","new":"1"}}}}}""")]
    [EachServer("""{"metadata":{"finalizers":["example.com/c"]}}""")]
    [EachServer("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["example.com/a"]}}""")]
    [EachServer("""{"metadata":{"$setElementOrder/finalizers":["example.com/b","example.com/a"],"finalizers":["example.com/b"]}}""")]
    [EachServer("""{"metadata":{"labels":{"x":"y"},"annotations":{"z":"1"}},"spec":{"replicas":3}}""")]
    [EachServer("{}")]
    public Task A_patch_merges_lists_by_their_keys(string server, string patch) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("deployments", Deployment);

        (await api.PatchAsync("deployments/a", PatchTypes.Strategic, patch)).ShouldSucceed(200);
    });

    [Theory]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"image":"new"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"c","$patch":"explode"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"$patch":"delete"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":[{"name":"c","$patch":"merge"}]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":["x"]}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"containers":{"name":"c"}}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"$setElementOrder/containers":"x"}}}}""")]
    [EachServer("""{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"d"}],"containers":[{"name":"c","image":"new"}]}}}}""")]
    [EachServer("""{"spec":{"strategy":{"$retainKeys":"type"}}}""")]
    [EachServer("""{"spec":{"strategy":{"$retainKeys":["rollingUpdate"],"type":"Recreate"}}}""")]
    [EachServer("""{"spec":{"strategy":{"$patch":"explode"}}}""")]
    [EachServer("""{"metadata":{"$deleteFromPrimitiveList/finalizers":"x"}}""")]
    [EachServer("""{"spec":{"$unknown/thing":[]}}""")]
    [EachServer("""{"spec":"x"}""")]
    [EachServer("[]")]
    [EachServer("{")]
    [EachServer("")]
    [EachServer("null")]
    public Task A_patch_that_makes_no_sense_is_answered_alike(string server, string patch) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("deployments", Deployment);

        await api.PatchAsync("deployments/a", PatchTypes.Strategic, patch);
        await api.GetAsync("deployments/a");
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task The_items_of_a_status_merge_too(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await api.PatchAsync("pods/a/status", PatchTypes.Strategic, """{"status":{"conditions":[{"type":"A","status":"True"},{"type":"B","status":"False"}]}}""");

        var answer = await api.PatchAsync("pods/a/status", PatchTypes.Strategic, """{"status":{"conditions":[{"type":"B","status":"True"}]}}""");

        answer.ShouldSucceed(200).At("status.conditions")!.AsArray().Count.ShouldBe(2);
    });

    [Theory]
    [EachServer]
    public Task The_keys_of_a_services_ports_are_numbers(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("services", """{"metadata":{"name":"a"},"spec":{"ports":[{"name":"x","port":80},{"name":"y","port":81}]}}""");

        (await api.PatchAsync("services/a", PatchTypes.Strategic, """{"spec":{"ports":[{"port":81,"targetPort":90}]}}""")).ShouldSucceed(200).Told("spec.ports[1].targetPort").ShouldBe("90");
        (await api.PatchAsync("services/a", PatchTypes.Strategic, """{"spec":{"ports":[{"port":80,"$patch":"delete"}]}}""")).ShouldSucceed(200).At("spec.ports")!.AsArray().Count.ShouldBe(1);
    });
}
