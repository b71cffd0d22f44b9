using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Kubectls;

/// <summary>kubectl create, edit, patch, label, annotate, set, delete and wait.</summary>
public sealed class ChangeTests(Servers servers)
{
    [Theory]
    [KubectlOnEachServer("create configmap a --from-literal=k=v --from-literal=l=w")]
    [KubectlOnEachServer("create secret generic a --from-literal=k=v")]
    [KubectlOnEachServer("create secret docker-registry a --docker-server=s --docker-username=u --docker-password=p")]
    [KubectlOnEachServer("create serviceaccount a")]
    [KubectlOnEachServer("create deployment a --image=i --replicas=2 --port=80")]
    [KubectlOnEachServer("create job a --image=i -- run it")]
    [KubectlOnEachServer("create service clusterip a --clusterip=None")]
    [KubectlOnEachServer("create service nodeport a --tcp=80:8080")]
    [KubectlOnEachServer("create service externalname a --external-name=example.com")]
    [KubectlOnEachServer("create role a --verb=get,list --resource=pods,deployments.apps")]
    [KubectlOnEachServer("create rolebinding a --role=r --serviceaccount=default:s")]
    [KubectlOnEachServer("create poddisruptionbudget a --selector=app=a --min-available=1")]
    [KubectlOnEachServer("run a --image=i --restart=Never --env=A=b --labels=l=m")]
    public Task Objects_are_made_from_flags(string server, string command) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);

        (await kubectl.RunAsync(command)).ShouldContain("/a created");
        await kubectl.RunAsync($"{command.Replace("create ", "create -o yaml --dry-run=server ", StringComparison.Ordinal).Replace("run a", "run -o yaml --dry-run=server a", StringComparison.Ordinal).Replace(" a", " b", StringComparison.Ordinal)}");
    });

    [Theory]
    [KubectlOnEachServer("patch cm a -p '{\"data\":{\"k\":\"2\"}}'", "patched")]
    [KubectlOnEachServer("patch cm a --type=merge -p '{\"data\":{\"k\":null}}'", "patched")]
    [KubectlOnEachServer("patch cm a --type=json -p '[{\"op\":\"add\",\"path\":\"/data/m\",\"value\":\"3\"}]'", "patched")]
    [KubectlOnEachServer("patch cm a -p '{\"data\":{\"k\":\"1\"}}'", "patched (no change)")]
    [KubectlOnEachServer("label cm a l=m", "labeled")]
    [KubectlOnEachServer("label cm a x-", "label \"x\" not found")]
    [KubectlOnEachServer("annotate cm a l=m --overwrite", "annotated")]
    [KubectlOnEachServer("label cm --all l=m", "labeled")]
    [KubectlOnEachServer("patch cm a -p '{\"data\":{\"k\":\"2\"}}' --dry-run=server -o yaml", "kind: ConfigMap")]
    public Task An_object_is_changed(string server, string command, string told) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Objects.Named("a", """{"data":{"k":"1"}}"""));
        var kubectl = new Kubectl(api);

        (await kubectl.TryAsync(command)).ShouldSatisfyAllConditions(result => (result.Output + result.Errors).ShouldContain(told), result => result.ExitCode.ShouldBe(0));
        await kubectl.RunAsync("get cm a -o yaml");
    });

    [Theory]
    [KubectlOnEachServer("patch cm a --type=json -p '[{\"op\":\"remove\",\"path\":\"/data/none\"}]'")]
    [KubectlOnEachServer("patch cm a -p nonsense")]
    [KubectlOnEachServer("patch cm a -p '{\"data\":5}'")]
    [KubectlOnEachServer("patch cm none -p '{\"data\":{}}'")]
    [KubectlOnEachServer("label cm a 'not valid=x'")]
    [KubectlOnEachServer("label cm a k=w")]
    [KubectlOnEachServer("set image deployment/none c=i")]
    [KubectlOnEachServer("delete cm none")]
    [KubectlOnEachServer("create configmap a")]
    public Task A_change_that_can_not_be_is_told(string server, string command) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Objects.Named("a", """{"metadata":{"labels":{"k":"v"}},"data":{"k":"1"}}"""));

        await new Kubectl(api).FailAsync(command);
    });

    [Theory]
    [KubectlOnEachServer("set image deployment/a c=j")]
    [KubectlOnEachServer("set env deployment/a A=b")]
    [KubectlOnEachServer("set resources deployment/a --limits=memory=1Gi")]
    [KubectlOnEachServer("set serviceaccount deployment a s")]
    [KubectlOnEachServer("expose deployment a --port=80 --cluster-ip=None")]
    public Task A_workload_is_set(string server, string command) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);
        await kubectl.RunAsync("create deployment a --image=i");
        await kubectl.RunAsync("set image deployment/a '*=i'");
        await api.PatchAsync("deployments/a", PatchTypes.Json, """[{"op":"replace","path":"/spec/template/spec/containers/0/name","value":"c"}]""");

        await kubectl.RunAsync(command);
        await kubectl.RunAsync("get deployment a -o jsonpath={.spec}");
    });

    [Theory]
    [KubectlOnEachServer("sed -i 's/k: \"1\"/k: \"2\"/'", "configmap/a edited", 0)]
    [KubectlOnEachServer("true", "Edit cancelled, no changes made.", 0)]
    [KubectlOnEachServer("sed -i 's/k: \"1\"/k: 5/'", "is invalid", 1)]
    [KubectlOnEachServer("sed -i 's/^data:/nonsense:/'", "is invalid", 1)]
    [KubectlOnEachServer("sed -i 's/name: a/name: b/'", "At least one of apiVersion, kind and name was changed", 1)]
    [KubectlOnEachServer("false", "there was a problem with the editor", 1)]
    public Task An_object_is_edited(string server, string editor, string told, int code) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Objects.Named("a", """{"data":{"k":"1"}}"""));
        var kubectl = new Kubectl(api) { Editor = editor, Recorded = false };

        var result = await kubectl.TryAsync("edit cm a");

        result.ExitCode.ShouldBe(code, result.Errors);
        (result.Output + result.Errors).ShouldContain(told);
        (await api.GetAsync("configmaps/a")).Told("data.k").ShouldBe(told.Contains(" edited", StringComparison.Ordinal) ? "2" : "1");
    });

    [Theory]
    [KubectlOnEachServer("delete cm a")]
    [KubectlOnEachServer("delete cm a b")]
    [KubectlOnEachServer("delete cm --all")]
    [KubectlOnEachServer("delete cm -l l=m")]
    [KubectlOnEachServer("delete cm a --dry-run=server")]
    [KubectlOnEachServer("delete cm a --cascade=orphan --wait=false")]
    [KubectlOnEachServer("delete cm none --ignore-not-found")]
    [KubectlOnEachServer("delete pod p --now")]
    [KubectlOnEachServer("delete pod p --force --grace-period=0")]
    [KubectlOnEachServer("delete cm held --wait=false")]
    [KubectlOnEachServer("delete --raw /api/v1/namespaces/NAMESPACE/configmaps/a")]
    public Task Objects_are_deleted(string server, string command) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Objects.Named("a", """{"metadata":{"labels":{"l":"m"}}}"""));
        await api.CreateAsync("configmaps", Objects.Named("b"));
        if (command.Contains("held", StringComparison.Ordinal)) await api.CreateAsync("configmaps", Objects.Named("held", """{"metadata":{"finalizers":["example.com/hold"]}}"""));
        await api.CreateAsync("pods", Objects.Named("p", """{"spec":{"containers":[{"name":"c","image":"i"}]}}"""));
        var kubectl = new Kubectl(api);

        await kubectl.RunAsync(command.Replace("NAMESPACE", api.Namespace, StringComparison.Ordinal));
        await kubectl.RunAsync("get cm,pod -o name");
    });

    [Theory]
    [KubectlOnEachServer]
    public Task A_wait_ends_when_its_condition_holds(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Objects.Named("a", """{"spec":{"containers":[{"name":"c","image":"i"}]}}"""));
        var kubectl = new Kubectl(api);
        (await kubectl.FailAsync("wait --for=condition=Ready pod/a --timeout=1s")).ShouldContain("timed out waiting for the condition");
        var ready = kubectl.RunAsync("wait --for=condition=Ready pod/a --timeout=30s");
        await api.PatchAsync("pods/a/status", PatchTypes.Merge, """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        (await ready).ShouldBe("pod/a condition met\n");

        (await kubectl.RunAsync("wait --for=jsonpath={.status.phase}=Running pod/a --timeout=5s")).ShouldBe("pod/a condition met\n");
        (await kubectl.FailAsync("wait --for=condition=Ready pod/none --timeout=1s")).ShouldContain("not found");
        kubectl.Recorded = false;
        var gone = kubectl.RunAsync("wait --for=delete pod/a --timeout=30s");
        await api.DeleteAsync("pods/a", """{"gracePeriodSeconds":0}""");
        await gone;
    });

    [Theory]
    [KubectlOnEachServer]
    public Task A_namespace_is_made_and_a_token_given(string server) => servers.RunAsync(server, async api =>
    {
        var kubectl = new Kubectl(api);
        var name = $"made-{api.Token}";

        await kubectl.RunAsync($"create namespace {name}");
        await kubectl.RunAsync($"get namespace {name}");
        await kubectl.RunAsync($"delete namespace {name} --wait=false");
        kubectl.Recorded = false;
        (await kubectl.RunAsync("create token default --duration=10m")).ShouldNotBeEmpty();
    });
}
