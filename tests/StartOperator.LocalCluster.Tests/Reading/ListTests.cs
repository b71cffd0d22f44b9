using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Reading;

/// <summary>Lists: their order, their revision, selectors and pages.</summary>
public sealed class ListTests(Servers servers)
{
    [Theory]
    [EachServer]
    public Task A_list_has_a_revision_and_its_objects_by_name(string server) => servers.RunAsync(server, async api =>
    {
        await MakeAsync(api, "c", "a", "b");

        var list = await api.GetAsync("configmaps");

        list.Names.ShouldBe(["a", "b", "c"]);
        list.Told("kind").ShouldBe("ConfigMapList");
        list.Told("items[0].kind").ShouldBe("");
        long.Parse(list.Revision).ShouldBeGreaterThanOrEqualTo(long.Parse(list.Told("items[1].metadata.resourceVersion")));
    });

    [Theory]
    [EachServer]
    public Task An_empty_list_has_an_empty_array(string server) => servers.RunAsync(server, async api =>
    {
        (await api.GetAsync("configmaps")).Told("items").ShouldBe("[]");
        (await api.GetAsync($"/api/v1/namespaces/none-{api.Token}/configmaps")).ShouldSucceed(200).Told("items").ShouldBe("[]");
    });

    [Theory]
    [EachServer("x=1", "a c")]
    [EachServer("x==1,y=2", "c")]
    [EachServer("x!=1", "b d")]
    [EachServer("x", "a b c")]
    [EachServer("!x", "d")]
    [EachServer("x in (1,2)", "a b c")]
    [EachServer("x notin (1)", "b d")]
    [EachServer("x in ()", "")]
    [EachServer("x>1", "b")]
    [EachServer("x<2,y", "c")]
    [EachServer("x in (1), y notin (3)", "a c")]
    [EachServer("", "a b c d")]
    public Task Labels_select(string server, string selector, string expected) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a","labels":{"x":"1"}}}""");
        await api.CreateAsync("configmaps", """{"metadata":{"name":"b","labels":{"x":"2"}}}""");
        await api.CreateAsync("configmaps", """{"metadata":{"name":"c","labels":{"x":"1","y":"2"}}}""");
        await api.CreateAsync("configmaps", """{"metadata":{"name":"d"}}""");

        var list = await api.GetAsync("configmaps?labelSelector=" + Uri.EscapeDataString(selector));

        string.Join(' ', list.ShouldSucceed().Names).ShouldBe(expected);
    });

    [Theory]
    [EachServer("metadata.name=a", "a")]
    [EachServer("metadata.name!=a", "b c")]
    [EachServer("spec.nodeName=n", "b")]
    [EachServer("spec.nodeName=", "a c")]
    [EachServer("spec.restartPolicy=Never,spec.nodeName!=n", "c")]
    [EachServer("status.phase==Pending", "a b c")]
    [EachServer("spec.serviceAccountName=default,spec.schedulerName=default-scheduler", "a b c")]
    [EachServer("spec.hostNetwork=true", "")]
    public Task Fields_select(string server, string selector, string expected) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await api.CreateAsync("pods", """{"metadata":{"name":"b"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}""");
        await api.CreateAsync("pods", """{"metadata":{"name":"c"},"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}""");

        var list = await api.GetAsync("pods?fieldSelector=" + Uri.EscapeDataString(selector));

        string.Join(' ', list.ShouldSucceed().Names).ShouldBe(expected);
    });

    [Theory]
    [EachServer("secrets", "type=Opaque")]
    [EachServer("namespaces", "status.phase=Active")]
    [EachServer("nodes", "spec.unschedulable=false")]
    [EachServer("services", "spec.type=ClusterIP")]
    [EachServer("events", "involvedObject.name=x")]
    [EachServer("/apis/events.k8s.io/v1/events", "regarding.name=x")]
    [EachServer("jobs", "status.successful=0")]
    public Task Kinds_have_fields_of_their_own_to_select_by(string server, string path, string selector) => servers.RunAsync(server, async api =>
    {
        var list = await api.SendAsync(new(HttpMethod.Get, $"{path}?fieldSelector={Uri.EscapeDataString(selector)}") { Recorded = false });

        list.ShouldSucceed(200);
    });

    [Theory]
    [EachServer("configmaps", "data.k=1")]
    [EachServer("pods", "spec.hostname=h")]
    [EachServer("configmaps", "metadata.uid=1")]
    [EachServer("configmaps", "nonsense")]
    [EachServer("configmaps", "metadata.name=a,")]
    [EachServer("configmaps", "metadata.name=a=b")]
    [EachServer("configmaps", "=a")]
    [EachServer("leases", "spec.holderIdentity=a")]
    [EachServer("deployments", "status.replicas=1")]
    [EachServer("replicasets", "status.replicas=1")]
    public Task Other_fields_do_not_select(string server, string path, string selector) => servers.RunAsync(server, async api =>
    {
        await api.GetAsync($"{path}?fieldSelector={Uri.EscapeDataString(selector)}");
    });

    [Theory]
    [EachServer("x=a b")]
    [EachServer("x in (")]
    [EachServer("x in 1")]
    [EachServer("-x=1")]
    [EachServer("x=-")]
    [EachServer("x>a")]
    [EachServer(",")]
    [EachServer("x,,y")]
    [EachServer("!")]
    [EachServer("x=1,")]
    [EachServer("(x)")]
    [EachServer("x===1")]
    [EachServer("a/b/c=1")]
    [EachServer("x in (a,b")]
    public Task A_label_selector_that_makes_no_sense_is_a_bad_request(string server, string selector) => servers.RunAsync(server, async api =>
    {
        var answer = await api.GetAsync("configmaps?labelSelector=" + Uri.EscapeDataString(selector));

        answer.ShouldFail(400, "BadRequest");
    });

    [Theory]
    [EachServer]
    public Task An_object_in_another_namespace_is_not_listed(string server) => servers.RunAsync(server, async api =>
    {
        await MakeAsync(api, "a");

        var all = await api.SendAsync(new(HttpMethod.Get, $"/api/v1/configmaps?fieldSelector=metadata.namespace%3D{api.Namespace}") { Recorded = false });

        all.Names.ShouldBe(["a"]);
        (await api.GetAsync("/api/v1/namespaces/kube-node-lease/configmaps?labelSelector=nobody")).Names.ShouldBeEmpty();
    });

    internal static async Task MakeAsync(ApiClient api, params string[] names)
    {
        foreach (var name in names)
        {
            await api.CreateAsync("configmaps", Objects.Named(name));
        }
    }
}
