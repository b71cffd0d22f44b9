using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Kubectls;

/// <summary>kubectl apply, on the client's side and on the server's, and what goes with it.</summary>
public sealed class ApplyTests(Servers servers)
{
    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1","l":"2"}}""";
    private const string Less = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"3"}}""";

    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","labels":{"app":"d"}},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},
          "spec":{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"ports":[{"containerPort":80}]},{"name":"d","image":"j"}],"volumes":[{"name":"v","emptyDir":{}}]}}}}
        """;

    [Theory]
    [KubectlOnEachServer]
    public Task A_second_apply_leaves_everything_unchanged(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);

        (await kubectl.RunAsync("apply -f -", Map)).ShouldBe("configmap/a created\n");
        (await kubectl.RunAsync("apply -f -", Map)).ShouldBe("configmap/a unchanged\n");
        (await kubectl.RunAsync("apply -f -", Less)).ShouldBe("configmap/a configured\n");
        (await kubectl.RunAsync("get cm a -o jsonpath={.data}")).ShouldBe("""{"k":"3"}""");
        await kubectl.RunAsync("apply view-last-applied cm a");
        await kubectl.RunAsync("get cm a -o yaml --show-managed-fields");
    });

    [Theory]
    [KubectlOnEachServer]
    public Task A_workload_is_applied_again_and_merged(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);
        await kubectl.RunAsync("apply -f -", Deployment);
        (await kubectl.RunAsync("apply -f -", Deployment)).ShouldBe("deployment.apps/d unchanged\n");
        await api.PatchAsync("deployments/d", PatchTypes.Strategic, """{"spec":{"replicas":5,"template":{"spec":{"containers":[{"name":"e","image":"k"}]}}}}""");

        var changed = Deployment.Replace("{\"name\":\"A\",\"value\":\"1\"},", "", StringComparison.Ordinal).Replace(",{\"name\":\"d\",\"image\":\"j\"}", "", StringComparison.Ordinal);
        (await kubectl.RunAsync("apply -f -", changed)).ShouldBe("deployment.apps/d configured\n");
        (await kubectl.RunAsync("get deployment d -o jsonpath={.spec.template.spec.containers[*].name}")).ShouldBe("e c");
        await kubectl.RunAsync("get deployment d -o yaml");
    });

    [Theory]
    [KubectlOnEachServer]
    public Task An_apply_on_the_servers_side_owns_its_fields(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);
        (await kubectl.RunAsync("apply --server-side -f -", Map)).ShouldBe("configmap/a serverside-applied\n");
        (await kubectl.RunAsync("apply --server-side -f -", Map)).ShouldBe("configmap/a serverside-applied\n");

        (await kubectl.FailAsync("apply --server-side --field-manager=other -f -", Less)).ShouldContain(".data.k");
        await kubectl.RunAsync("apply --server-side --field-manager=other --force-conflicts -f -", Less);
        (await kubectl.RunAsync("get cm a -o jsonpath={.data}")).ShouldBe("""{"k":"3","l":"2"}""");
        await api.GetAsync("configmaps/a");
    });

    [Theory]
    [KubectlOnEachServer]
    public Task Who_applied_on_the_clients_side_can_go_on_on_the_servers(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);
        await kubectl.RunAsync("apply -f -", Map);

        (await kubectl.RunAsync("apply --server-side -f -", Less)).ShouldBe("configmap/a serverside-applied\n");
        (await kubectl.RunAsync("get cm a -o jsonpath={.data}")).ShouldBe("""{"k":"3"}""");
        await kubectl.RunAsync("get cm a -o yaml --show-managed-fields");
    });

    [Theory]
    [KubectlOnEachServer("apply --dry-run=server -f -")]
    [KubectlOnEachServer("apply --dry-run=client -f -")]
    [KubectlOnEachServer("apply --server-side --dry-run=server -f -")]
    [KubectlOnEachServer("create --dry-run=server -f -")]
    [KubectlOnEachServer("create --dry-run=server -o yaml -f -")]
    [KubectlOnEachServer("apply --dry-run=server -o json -f -")]
    public Task A_dry_run_writes_nothing(string server, string command) => servers.RunAsync(server, async api =>
    {
        await new Kubectl(api).RunAsync(command, Map);

        (await api.GetAsync("configmaps/a")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [KubectlOnEachServer]
    public Task A_difference_is_shown(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api) { Recorded = false };
        await kubectl.RunAsync("apply -f -", Map);

        (await kubectl.RunAsync("diff -f -", Map)).ShouldBeEmpty();
        var result = await kubectl.TryAsync("diff -f -", Less);
        result.ExitCode.ShouldBe(1, result.Errors);
        api.Transcript.AddText("diff", string.Join('\n', result.Output.Split('\n').Where(line => line.Length > 1 && line[0] is '+' or '-' && line[1] == ' ')));
    });

    [Theory]
    [KubectlOnEachServer("create -f -")]
    [KubectlOnEachServer("apply -f -")]
    [KubectlOnEachServer("create --validate=warn -f -")]
    [KubectlOnEachServer("apply --validate=false -f -")]
    public Task Unknown_fields_are_refused_unless_told_otherwise(string server, string command) => servers.RunAsync(server, async api =>
    {
        var result = await new Kubectl(api).TryAsync(command, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","nonsense":1},"data":{"k":"v"},"more":{"x":1}}""");

        (result.ExitCode == 0).ShouldBe(command.Contains("--validate", StringComparison.Ordinal), result.Errors);
    });

    [Theory]
    [KubectlOnEachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Not Valid"}}""")]
    [KubectlOnEachServer("""{"apiVersion":"v1","kind":"Nonsense","metadata":{"name":"a"}}""")]
    [KubectlOnEachServer("""{"apiVersion":"nonsense/v1","kind":"ConfigMap","metadata":{"name":"a"}}""")]
    [KubectlOnEachServer("""{"apiVersion":"v1","kind":"ConfigMap"}""")]
    [KubectlOnEachServer("""{"kind":"ConfigMap","metadata":{"name":"a"}}""")]
    [KubectlOnEachServer("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[]}}""")]
    [KubectlOnEachServer("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"port":0}]}}""")]
    [KubectlOnEachServer("nonsense")]
    public Task What_can_not_be_is_told(string server, string body) => servers.RunAsync(server, api => new Kubectl(api).FailAsync("apply -f -", body));

    [Theory]
    [KubectlOnEachServer]
    public Task A_list_of_objects_is_applied_and_deleted(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);
        var list = "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" + Map + "," + Deployment + "]}";

        (await kubectl.RunAsync("apply -f -", list)).ShouldBe("configmap/a created\ndeployment.apps/d created\n");
        await kubectl.RunAsync("get -f -", list);
        await kubectl.RunAsync("delete -f - --wait=false", list);
        await kubectl.RunAsync("delete -f - --ignore-not-found", Map);
    });

    [Theory]
    [KubectlOnEachServer]
    public Task An_object_is_replaced(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);
        (await kubectl.FailAsync("replace -f -", Map)).ShouldContain("(NotFound)");
        await kubectl.RunAsync("create -f -", Map);
        (await kubectl.FailAsync("create -f -", Map)).ShouldContain("(AlreadyExists)");

        (await kubectl.RunAsync("replace -f -", Less)).ShouldBe("configmap/a replaced\n");
        await kubectl.RunAsync("replace --force -f -", Map);
        (await kubectl.RunAsync("get cm a -o jsonpath={.data}")).ShouldBe("""{"k":"1","l":"2"}""");
    });
}
