using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>Metadata is checked of every kind, but not of every kind in the same way.</summary>
public sealed class MetadataTests(Servers servers)
{
    private const string Template = """{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
    private const string Workload = "{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"a\"}},\"template\":" + Template + "}}";

    [Theory]
    [EachServer("configmaps", "{}")]
    [EachServer("secrets", "{}")]
    [EachServer("serviceaccounts", "{}")]
    [EachServer("services", """{"spec":{"ports":[{"port":80}]}}""")]
    [EachServer("pods", """{"spec":{"containers":[{"name":"c","image":"i"}]}}""")]
    [EachServer("persistentvolumeclaims", """{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""")]
    [EachServer("events", """{"involvedObject":{"kind":"Pod","namespace":"$","name":"p"}}""")]
    [EachServer("deployments", Workload)]
    [EachServer("statefulsets", Workload)]
    [EachServer("replicasets", Workload)]
    [EachServer("jobs", """{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""")]
    [EachServer("controllerrevisions", """{"revision":1,"data":{}}""")]
    [EachServer("leases", "{}")]
    [EachServer("endpointslices", """{"addressType":"IPv4","endpoints":[]}""")]
    [EachServer("roles", "{}")]
    [EachServer("rolebindings", """{"roleRef":{"kind":"Role","name":"r"}}""")]
    [EachServer("poddisruptionbudgets", "{}")]
    [EachServer("networkpolicies", """{"spec":{"podSelector":{}}}""")]
    public Task Labels_finalizers_and_owners_are_checked_on_creation_and_on_update(string server, string plural, string body) => servers.RunAsync(server, async api =>
    {
        var good = Objects.Named("a", body.Replace("$", api.Namespace, StringComparison.Ordinal));
        (await api.PostAsync(plural, good.Replace("\"name\":\"a\"", "\"name\":\"a\",\"labels\":{\"-b\":\"v\"}", StringComparison.Ordinal))).ShouldFail(422, "Invalid");
        (await api.PostAsync(plural, good.Replace("\"name\":\"a\"", "\"name\":\"A_\"", StringComparison.Ordinal))).Told("kind").ShouldNotBe("");
        await api.CreateAsync(plural, good);

        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"metadata":{"labels":{"-b":"v"}}}""")).ShouldFail(422, "Invalid", "metadata.labels");
        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"metadata":{"finalizers":["bad domain/x"]}}""")).ShouldFail(422, "Invalid", "metadata.finalizers");
        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"","uid":"u"}]}}""")).ShouldFail(422, "Invalid", "metadata.ownerReferences.name");
        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"metadata":{"annotations":{"a b":"v"}}}""")).ShouldFail(422, "Invalid", "metadata.annotations");
        await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"metadata":{"finalizers":["nodomain"]}}""");
    });

    [Theory]
    [EachServer]
    public Task Annotations_have_a_limit(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""");

        var huge = $"{{\"metadata\":{{\"annotations\":{{\"a\":\"{new string('x', 256 * 1024)}\"}}}}}}";

        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, huge)).ShouldFail(422, "Invalid", "metadata.annotations");
    });

    [Theory]
    [EachServer]
    public Task Managed_fields_can_be_given_but_only_as_they_are_to_be(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");

        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"managedFields":[{"manager":"m","operation":"Sideways","apiVersion":"v1"}]}}""")).Told("kind").ShouldNotBe("");
        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:k":{}}}}]}}""")).ShouldSucceed();
        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"x:data":{}}}]}}""")).Told("kind").ShouldNotBe("");
        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"managedFields":[]}}""")).ShouldSucceed().Told("metadata.managedFields").ShouldBe("");
    });
}
