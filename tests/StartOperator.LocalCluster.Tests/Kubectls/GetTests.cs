using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Kubectls;

/// <summary>kubectl get, in its many forms.</summary>
public sealed class GetTests(Servers servers)
{
    [Theory]
    [KubectlOnEachServer("get configmaps")]
    [KubectlOnEachServer("get configmaps -o wide")]
    [KubectlOnEachServer("get configmaps -o yaml")]
    [KubectlOnEachServer("get configmaps -o json")]
    [KubectlOnEachServer("get configmaps -o name")]
    [KubectlOnEachServer("get cm a -o yaml --show-managed-fields")]
    [KubectlOnEachServer("get cm a b")]
    [KubectlOnEachServer("get cm/a secret/s svc/web")]
    [KubectlOnEachServer("get configmaps,secrets,services,pods")]
    [KubectlOnEachServer("get all")]
    [KubectlOnEachServer("get all -o wide")]
    [KubectlOnEachServer("get pods -o wide")]
    [KubectlOnEachServer("get pods --show-labels --no-headers")]
    [KubectlOnEachServer("get pods -L app")]
    [KubectlOnEachServer("get pods -l app=p,tier!=x")]
    [KubectlOnEachServer("get pods -l 'app in (p, q)'")]
    [KubectlOnEachServer("get pods --field-selector status.phase=Pending")]
    [KubectlOnEachServer("get pods --field-selector spec.nodeName=")]
    [KubectlOnEachServer("get configmaps --sort-by .metadata.name")]
    [KubectlOnEachServer("get configmaps --sort-by .data.k")]
    [KubectlOnEachServer("get configmaps -o jsonpath='{.items[*].data.k}'")]
    [KubectlOnEachServer("get configmaps -o custom-columns=NAME:.metadata.name,K:.data.k")]
    [KubectlOnEachServer("get configmaps -o go-template='{{range .items}}{{.metadata.name}},{{end}}'")]
    [KubectlOnEachServer("get configmaps --chunk-size=1")]
    [KubectlOnEachServer("get deployments.apps d -o jsonpath={.spec.replicas}")]
    [KubectlOnEachServer("get deployments.v1.apps d -o wide")]
    [KubectlOnEachServer("get pod p --subresource=status")]
    [KubectlOnEachServer("get pods --output-watch-events -w --field-selector metadata.name=p --request-timeout=8s")]
    [KubectlOnEachServer("get jobs")]
    [KubectlOnEachServer("get --raw /apis/apps")]
    [KubectlOnEachServer("get --raw /readyz")]
    [KubectlOnEachServer("get configmaps --ignore-not-found none")]
    public Task What_is_there_is_shown(string server, string command) => servers.RunAsync(server, async api =>
    {
        await MakeAsync(api);

        await new Kubectl(api).TryAsync(command);
    });

    [Theory]
    [KubectlOnEachServer("get pods", "No resources found")]
    [KubectlOnEachServer("get pods a", "(NotFound)")]
    [KubectlOnEachServer("get nonsense", "the server doesn't have a resource type")]
    [KubectlOnEachServer("get pods.apps", "the server doesn't have a resource type")]
    [KubectlOnEachServer("get pods -l a=b=c", "(BadRequest)")]
    [KubectlOnEachServer("get pods --field-selector a=b", "(BadRequest)")]
    [KubectlOnEachServer("get pods -o jsonpath={.items[0].metadata.name}", "array index out of bounds")]
    [KubectlOnEachServer("get --raw /nonsense", "(NotFound)")]
    [KubectlOnEachServer("get pod a --subresource=nonsense", "(NotFound)")]
    public Task What_is_not_there_is_told(string server, string command, string told) => servers.RunAsync(server, async api =>
        (await new Kubectl(api).TryAsync(command)).Errors.ShouldContain(told));

    [Theory]
    [KubectlOnEachServer("api-resources --api-group=apps --no-headers")]
    [KubectlOnEachServer("api-resources --api-group= --no-headers")]
    [KubectlOnEachServer("api-resources --api-group=batch --no-headers -o wide")]
    [KubectlOnEachServer("api-resources --namespaced=false --no-headers")]
    [KubectlOnEachServer("api-versions")]
    public async Task Every_resource_is_listed_as_a_cluster_lists_it(string server, string command)
    {
        var local = await LinesAsync(Server.Local, command);
        local.ShouldNotBeEmpty();
        if (server == Server.Both) local.Except(await LinesAsync(Server.Real, command)).ShouldBeEmpty();
    }

    [Theory]
    [KubectlOnEachServer("explain pods.spec.containers")]
    [KubectlOnEachServer("explain configmaps")]
    [KubectlOnEachServer("explain deployments.spec.strategy.rollingUpdate.maxSurge")]
    [KubectlOnEachServer("explain services.spec --recursive")]
    [KubectlOnEachServer("explain customresourcedefinitions.spec.versions")]
    public async Task A_field_is_explained(string server, string command)
    {
        var local = await FieldsAsync(Server.Local, command);
        local.ShouldNotBeEmpty();
        if (server == Server.Both) local.ShouldBe(await FieldsAsync(Server.Real, command));
    }

    [Theory]
    [KubectlOnEachServer("explain pods.spec.nonsense")]
    [KubectlOnEachServer("explain nonsense")]
    public Task A_field_that_is_not_there_is_not_explained(string server, string command) => servers.RunAsync(server, api => new Kubectl(api).FailAsync(command));

    [Theory]
    [KubectlOnEachServer("auth can-i get pods", "yes")]
    [KubectlOnEachServer("auth can-i '*' '*' --all-namespaces", "yes")]
    [KubectlOnEachServer("auth can-i create deployments.apps", "yes")]
    public Task Who_may_do_everything_is_told_so(string server, string command, string told) => servers.RunAsync(server, async api =>
        (await new Kubectl(api).RunAsync(command)).ShouldContain(told));

    private async Task<IReadOnlyList<string>> LinesAsync(string server, string command)
    {
        var api = await servers.EnterAsync(server, TestContext.Current.CancellationToken);
        var lines = (await new Kubectl(api).RunAsync(command)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where(line => !line.Contains("example.com", StringComparison.Ordinal)).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }

    /// <summary>The lines that name a field and its type: descriptions are each server's own.</summary>
    private async Task<IReadOnlyList<string>> FieldsAsync(string server, string command)
    {
        var api = await servers.EnterAsync(server, TestContext.Current.CancellationToken);
        var lines = (await new Kubectl(api).RunAsync(command)).Split('\n');
        return [.. lines.Where(line => (line.EndsWith('>') && !line.Trim().StartsWith('<')) || line.Contains("> -required-", StringComparison.Ordinal) || line.Contains(":  ", StringComparison.Ordinal)).Select(line => string.Join(' ', line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)))];
    }

    private static async Task MakeAsync(ApiClient api)
    {
        await api.CreateAsync("configmaps", Objects.Named("b", """{"metadata":{"labels":{"l":"m"}},"data":{"k":"1"}}"""));
        await api.CreateAsync("configmaps", Objects.Named("a", """{"data":{"k":"2","file":"some\nlines\n"}}"""));
        await api.CreateAsync("secrets", Objects.Named("s", """{"stringData":{"k":"v"}}"""));
        await api.CreateAsync("services", Objects.Named("web", """{"spec":{"clusterIP":"None","selector":{"app":"p"},"ports":[{"port":80}]}}"""));
        await api.CreateAsync("pods", Objects.Named("p", """{"metadata":{"labels":{"app":"p"}},"spec":{"containers":[{"name":"c","image":"i"},{"name":"d","image":"j"}]}}"""));
        await api.CreateAsync("deployments", Objects.Named("d", """{"spec":{"replicas":2,"selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"""));
        await api.CreateAsync("jobs", Objects.Named("j", """{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}"""));
    }
}
