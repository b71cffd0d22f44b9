using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>The beginning and the end of namespaces, as far as the API server has a part in it.</summary>
public sealed class NamespaceTests(Servers servers)
{
    [Theory]
    [EachServer]
    public Task A_new_namespace_is_active_and_labelled_with_its_name(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.GetAsync($"namespaces/{api.Namespace}");

        (made.Told("status.phase"), made.Told("spec.finalizers")).ShouldBe(("Active", "[\"kubernetes\"]"));
        made.Told("metadata.labels[kubernetes.io/metadata.name]").ShouldBe(api.Namespace);
    });

    [Theory]
    [EachServer("A")]
    [EachServer("a.b")]
    [EachServer("a_b")]
    public Task A_name_that_is_no_label_is_refused(string server, string name) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("namespaces", Objects.Named(name))).ShouldFail(422, "Invalid", "metadata.name");
    });

    [Theory]
    [EachServer]
    public Task A_deleted_namespace_terminates_until_it_is_finalized(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a","finalizers":["example.com/hold"]}}""");

        (await api.DeleteAsync($"namespaces/{api.Namespace}")).ShouldSucceed(200).Told("status.phase").ShouldBe("Terminating");
        (await api.PostAsync("configmaps", """{"metadata":{"name":"b"}}""")).ShouldFail(403, "Forbidden", "metadata.namespace");
        (await api.PatchAsync("configmaps/b?fieldManager=m", PatchTypes.Apply, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}""")).ShouldFail(403, "Forbidden");
        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"data":{"k":"v"}}""")).ShouldSucceed(200);
        (await api.DeleteAsync($"namespaces/{api.Namespace}")).ShouldSucceed(200).Told("status.phase").ShouldBe("Terminating");
        await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"finalizers":null}}""");
        await api.DeleteAsync("configmaps/a");
        var terminating = await api.GetAsync($"namespaces/{api.Namespace}");
        terminating.Json["spec"]!["finalizers"] = new JsonArray();
        (await api.PutAsync($"namespaces/{api.Namespace}/finalize", terminating.Json.ToJsonString())).ShouldSucceed(200);
        (await api.GetAsync($"namespaces/{api.Namespace}")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task An_update_leaves_the_finalizers_of_the_spec(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.ChangeAsync($"namespaces/{api.Namespace}", ns =>
        {
            ns["spec"]!["finalizers"] = new JsonArray();
            ns["metadata"]!["labels"]!["x"] = "y";
        });

        answer.Told("spec.finalizers").ShouldBe("[\"kubernetes\"]");
        (await api.PatchAsync($"namespaces/{api.Namespace}", PatchTypes.Merge, """{"metadata":{"labels":{"kubernetes.io/metadata.name":"other"}}}""")).Told("kind").ShouldNotBe("");
        (await api.PatchAsync($"namespaces/{api.Namespace}/status", PatchTypes.Merge, """{"status":{"conditions":[{"type":"Odd","status":"True"}]}}""")).ShouldSucceed().Told("status.conditions[0].type").ShouldBe("Odd");
    });

    [Theory]
    [EachServer("default")]
    [EachServer("kube-system")]
    [EachServer("kube-public")]
    public Task The_systems_namespaces_cannot_be_deleted(string server, string name) => servers.RunAsync(server, async api =>
    {
        (await api.DeleteAsync($"namespaces/{name}")).ShouldFail(403, "Forbidden");
    });
}
