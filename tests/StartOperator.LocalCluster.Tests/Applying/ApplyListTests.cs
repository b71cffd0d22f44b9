using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Applying;

/// <summary>Server-side apply of lists: by key, as sets, as a whole.</summary>
public sealed class ApplyListTests(Servers servers)
{
    private static string Deployment(string podSpec, string more = "") =>
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"a\"}}," + more +
        "\"template\":{\"metadata\":{\"labels\":{\"app\":\"a\"}},\"spec\":" + podSpec + "}}}";

    private static string Partial(string podSpec) =>
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"template\":{\"spec\":" + podSpec + "}}}";

    private const string Two = """{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"ports":[{"containerPort":80}]},{"name":"d","image":"j"}]}""";

    [Theory]
    [EachServer("""{"containers":[{"name":"c","image":"i","env":[{"name":"C","value":"3"}]}]}""")]
    [EachServer("""{"containers":[{"name":"e","image":"k"}]}""")]
    [EachServer("""{"containers":[{"name":"d","image":"j"},{"name":"c","image":"i"}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"protocol":"UDP"}]}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"name":"http"}]}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"1"}}}],"volumes":[{"name":"v","emptyDir":{}}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","command":["a","b"]}],"tolerations":[{"operator":"Exists"}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"other"}]}""")]
    [EachServer("""{"containers":[{"name":"c","env":[{"name":"A","value":"other"}]}]}""")]
    [EachServer("""{"containers":[]}""")]
    [EachServer("{}")]
    public Task Another_manager_applies_a_part(string server, string part) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("deployments/a", "m", Deployment(Two));

        await api.ApplyAsync("deployments/a", "n", Partial(part));
        await api.ApplyAsync("deployments/a", "n", Partial(part), force: true);
        await api.ApplyAsync("deployments/a", "n", Partial("{}"));
        await api.ApplyAsync("deployments/a", "m", Deployment("""{"containers":[{"name":"d","image":"j"}]}"""));
    });

    [Theory]
    [EachServer("""{"containers":[{"image":"k"}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i"},{"name":"c","image":"j"}]}""")]
    [EachServer("""{"containers":["x"]}""")]
    [EachServer("""{"containers":{"name":"c"}}""")]
    [EachServer("""{"containers":[null]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","ports":[{"name":"x"}]}]}""")]
    [EachServer("""{"containers":[{"name":7,"image":"i"}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","unknown":1}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":1.5}}}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"1"},{"name":"A","value":"2"}]}]}""")]
    public Task A_list_without_usable_keys_is_answered_alike(string server, string podSpec) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("deployments/a", "m", Deployment(podSpec));
        await api.ApplyAsync("deployments/a", "m", Deployment(Two));
        await api.ApplyAsync("deployments/a", "n", Partial(podSpec));
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task Finalizers_are_a_set_of_many_owners(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", With("example.com/a", "example.com/b"));
        await api.ApplyAsync("configmaps/a", "n", With("example.com/c", "example.com/a"));

        (await api.ApplyAsync("configmaps/a", "m", With("example.com/b"))).Told("metadata.finalizers").ShouldContain("example.com/a");
        (await api.ApplyAsync("configmaps/a", "n", With())).Told("metadata.finalizers").ShouldBe("""["example.com/b"]""");

        static string With(params string[] finalizers) =>
            $"{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"a\",\"finalizers\":[{string.Join(',', finalizers.Select(name => $"\"{name}\""))}]}}}}";
    });

    [Theory]
    [EachServer]
    public Task Owner_references_are_told_apart_by_identity(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", With("u1", true));
        await api.ApplyAsync("configmaps/a", "n", With("u2", false));

        (await api.ApplyAsync("configmaps/a", "n", With("u1", false))).ShouldFail(409, "Conflict");

        static string With(string uid, bool controller) =>
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"" +
            uid + "\",\"controller\":" + (controller ? "true" : "false") + "}]}}";
    });

    [Theory]
    [EachServer]
    public Task An_atomic_map_has_one_owner(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("services/a", "m", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"selector":{"app":"a"},"ports":[{"port":80}]}}""");

        (await api.ApplyAsync("services/a", "n", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"selector":{"tier":"b"}}}""")).ShouldFail(409, "Conflict", ".spec.selector");
        (await api.ApplyAsync("services/a", "n", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"selector":{"tier":"b"}}}""", force: true)).Told("spec.selector").ShouldBe("""{"tier":"b"}""");
    });

    [Theory]
    [EachServer]
    public Task Ports_are_told_apart_by_number_and_protocol(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("services/a", "m", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"name":"x","port":53},{"name":"y","port":53,"protocol":"UDP"}]}}""");

        var answer = await api.ApplyAsync("services/a", "m", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"name":"y","port":53,"protocol":"UDP"}]}}""");

        answer.ShouldSucceed(200).At("spec.ports")!.AsArray().Count.ShouldBe(1);
    });

    [Theory]
    [EachServer]
    public Task Replicas_given_up_stay_as_they_are(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("deployments/a", "m", Deployment(Two, "\"replicas\":3,"));
        await api.PatchAsync("deployments/a?fieldManager=scaler", PatchTypes.Merge, """{"spec":{"replicas":5}}""");

        (await api.ApplyAsync("deployments/a", "m", Deployment(Two))).ShouldSucceed(200).Told("spec.replicas").ShouldBe("5");
    });
}
