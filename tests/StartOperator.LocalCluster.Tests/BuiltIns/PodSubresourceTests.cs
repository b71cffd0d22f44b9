using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>Binding and evicting pods.</summary>
public sealed class PodSubresourceTests(Servers servers)
{
    private const string Pod = """{"metadata":{"name":"a","labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
    private const string Binding = """{"metadata":{"name":"a"},"target":{"kind":"Node","name":"n"}}""";

    [Theory]
    [EachServer]
    public Task A_binding_puts_a_pod_on_a_node_once(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Pod);

        (await api.PostAsync("pods/a/binding", Binding)).ShouldSucceed(201).Told("status").ShouldBe("Success");
        var bound = await api.GetAsync("pods/a");
        (bound.Told("spec.nodeName"), bound.Told("status.conditions[0].type")).ShouldBe(("n", "PodScheduled"));
        (await api.PostAsync("pods/a/binding", Binding)).ShouldFail(409, "Conflict");
    });

    [Theory]
    [EachServer]
    public Task A_binding_that_makes_no_sense_is_refused(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Pod);

        (await api.PostAsync("pods/none/binding", """{"metadata":{"name":"none"},"target":{"kind":"Node","name":"n"}}""")).ShouldFail(404, "NotFound");
        (await api.PostAsync("pods/a/binding", """{"metadata":{"name":"a"},"target":{"kind":"Pod","name":"n"}}""")).Told("status").ShouldBe("Failure");
        (await api.PostAsync("pods/a/binding", """{"metadata":{"name":"a"},"target":{"kind":"Node","name":""}}""")).Told("status").ShouldBe("Failure");
        (await api.PostAsync("pods/a/binding", """{"metadata":{"name":"b"},"target":{"kind":"Node","name":"n"}}""")).Told("status").ShouldBe("Failure");
    });

    [Theory]
    [EachServer]
    public Task An_eviction_deletes_a_pod_that_no_budget_protects(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Pod);

        (await api.PostAsync("pods/a/eviction", """{"metadata":{"name":"a"}}""")).ShouldSucceed(201);

        (await api.GetAsync("pods/a")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task A_budget_without_room_refuses_an_eviction(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Pod);
        await api.PostAsync("pods/a/binding", Binding);
        await api.PatchAsync("pods/a/status", PatchTypes.Merge, """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        await api.CreateAsync("poddisruptionbudgets", """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"a"}}}}""");

        (await api.PostAsync("pods/a/eviction", """{"metadata":{"name":"a"}}""")).ShouldFail(429, "TooManyRequests");
        await api.PatchAsync("poddisruptionbudgets/b/status", PatchTypes.Merge, """{"status":{"observedGeneration":1,"disruptionsAllowed":0,"currentHealthy":1,"desiredHealthy":1,"expectedPods":1}}""");
        (await api.PostAsync("pods/a/eviction", """{"metadata":{"name":"a"}}""")).ShouldFail(429, "TooManyRequests");
        await api.PatchAsync("poddisruptionbudgets/b/status", PatchTypes.Merge, """{"status":{"disruptionsAllowed":1,"currentHealthy":2}}""");
        (await api.PostAsync("pods/a/eviction", """{"metadata":{"name":"a"}}""")).ShouldSucceed(201);
        (await api.GetAsync("poddisruptionbudgets/b")).Told("status.disruptionsAllowed").ShouldBe("0");
        (await api.GetAsync("pods/a")).Told("metadata.deletionTimestamp").ShouldNotBe("");
    });

    [Theory]
    [EachServer]
    public Task A_token_is_made_for_a_service_account(string server) => servers.RunAsync(server, async api =>
    {
        var asked = new Asked(HttpMethod.Post, "serviceaccounts/default/token") { Body = """{"spec":{"audiences":["x"],"expirationSeconds":600}}""", Recorded = false };

        var token = (await api.SendAsync(asked)).ShouldSucceed(201);

        token.Told("kind").ShouldBe("TokenRequest");
        token.Told("status.token").ShouldNotBe("");
        (await api.SendAsync(asked with { Path = "serviceaccounts/none/token" })).ShouldFail(404, "NotFound");
    });
}
