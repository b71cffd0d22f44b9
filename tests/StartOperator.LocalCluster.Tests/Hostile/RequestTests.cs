using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Hostile;

/// <summary>Queries, paths and methods that make no sense: each is answered, with a Status where Kubernetes gives one.</summary>
public sealed class RequestTests(Servers servers)
{
    [Theory]
    [EachServer("labelSelector=%3D", 400)]
    [EachServer("labelSelector=a%3D%3D%3Db", 400)]
    [EachServer("labelSelector=a%20in%20b", 400)]
    [EachServer("labelSelector=a%20in%20(", 400)]
    [EachServer("labelSelector=a%20in%20(b", 400)]
    [EachServer("labelSelector=%2C", 400)]
    [EachServer("labelSelector=a%2C", 400)]
    [EachServer("labelSelector=!", 400)]
    [EachServer("labelSelector=a%3D!b", 400)]
    [EachServer("labelSelector=a%3Eb", 400)]
    [EachServer("labelSelector=a%2Fb%2Fc", 400)]
    [EachServer("labelSelector=-a", 400)]
    [EachServer("labelSelector=a%20notin%20()", 200)]
    [EachServer("labelSelector=a%00b", 400)]
    [EachServer("labelSelector=%C3%A4", 400)]
    [EachServer("labelSelector=", 200)]
    [EachServer("labelSelector=%20", 200)]
    [EachServer("fieldSelector=a", 400)]
    [EachServer("fieldSelector=a%3Db", 400)]
    [EachServer("fieldSelector=metadata.name%3D%5C", 400)]
    [EachServer("fieldSelector=metadata.name%3Da%2Cmetadata.name%3Db", 200)]
    [EachServer("fieldSelector=metadata.name!%3Da", 200)]
    [EachServer("fieldSelector=%3D", 200)]
    [EachServer("fieldSelector=%2C%2C", 200)]
    [EachServer("limit=-1", 200)]
    [EachServer("limit=x", 400)]
    [EachServer("limit=99999999999999999999", 400)]
    [EachServer("limit=1.5", 400)]
    [EachServer("continue=x", 400)]
    [EachServer("continue=%00", 400)]
    [EachServer("continue=e30", 400)]
    [EachServer("continue=bnVsbA", 400)]
    [EachServer("resourceVersion=x", 400)]
    [EachServer("resourceVersion=-1", 400)]
    [EachServer("resourceVersion=99999999999999999999", 400)]
    [EachServer("resourceVersionMatch=Exact", 422)]
    [EachServer("resourceVersion=1&resourceVersionMatch=Never", 422)]
    [EachServer("resourceVersion=0&resourceVersionMatch=Exact", 422)]
    [EachServer("timeoutSeconds=x", 400)]
    [EachServer("sendInitialEvents=true", 422)]
    [EachServer("watch=true&sendInitialEvents=true", 422)]
    [EachServer("watch=true&resourceVersion=x", 500)]
    [EachServer("watch=true&limit=x", 400)]
    [EachServer("unknown=1&&=&a", 200)]
    [EachServer("pretty=maybe", 200)]
    public Task A_query_of_a_list_is_understood_or_refused(string server, string query, int code) => servers.RunAsync(
        server, async api => ((int)(await api.GetAsync($"configmaps?{query}")).Code).ShouldBe(code), sameWords: false);

    [Theory]
    [EachServer("fieldManager=", 201)]
    [EachServer("fieldManager=%00", 422)]
    [EachServer("fieldManager=%0A", 422)]
    [EachServer("fieldManager=%C3%A4", 201)]
    [EachServer("dryRun=Some", 422)]
    [EachServer("dryRun=All&dryRun=All", 201)]
    [EachServer("dryRun=all", 422)]
    [EachServer("dryRun=", 422)]
    [EachServer("fieldValidation=Loose", 422)]
    [EachServer("fieldValidation=strict", 422)]
    [EachServer("fieldValidation=", 201)]
    [EachServer("pretty=x", 201)]
    public Task A_query_of_a_creation_is_understood_or_refused(string server, string query, int code) => servers.RunAsync(
        server, async api => ((int)(await api.PostAsync($"configmaps?{query}", Objects.Named("a"))).Code).ShouldBe(code), sameWords: false);

    [Theory]
    [EachServer]
    public Task A_very_long_field_manager_is_refused(string server) => servers.RunAsync(
        server, async api => (await api.PostAsync($"configmaps?fieldManager={new string('x', 129)}", Objects.Named("a"))).ShouldFail(422, "Invalid"), sameWords: false);

    [Theory]
    [EachServer("gracePeriodSeconds=x", 400)]
    [EachServer("gracePeriodSeconds=-1", 200)]
    [EachServer("propagationPolicy=Sideways", 422)]
    [EachServer("orphanDependents=true&propagationPolicy=Orphan", 422)]
    [EachServer("orphanDependents=maybe", 200)]
    [EachServer("preconditions=x", 200)]
    [EachServer("dryRun=x", 422)]
    public Task A_query_of_a_deletion_is_understood_or_refused(string server, string query, int code) => servers.RunAsync(
        server,
        async api =>
        {
            await api.CreateAsync("configmaps", Objects.Named("a"));

            ((int)(await api.DeleteAsync($"configmaps/a?{query}")).Code).ShouldBe(code);
        },
        sameWords: false);

    [Theory]
    [EachServer("force=true", 422)]
    [EachServer("force=maybe&fieldManager=m", 200)]
    [EachServer("fieldManager=m&dryRun=x", 422)]
    [EachServer("", 422)]
    public Task A_query_of_an_apply_is_understood_or_refused(string server, string query, int code) => servers.RunAsync(
        server,
        async api =>
        {
            await api.CreateAsync("configmaps", Objects.Named("a"));
            var body = Objects.Of("v1", "ConfigMap", "a", """{"data":{"k":"v"}}""");

            ((int)(await api.PatchAsync($"configmaps/a?{query}", PatchTypes.Apply, body)).Code).ShouldBe(code);
        },
        sameWords: false);

    [Theory]
    [EachServer("/api/v1/namespaces/default/configmaps/a%2Fb", 404)]
    [EachServer("/api/v1/namespaces/default/configmaps/%C3%A4", 404)]
    [EachServer("/api/v1/namespaces/default/configmaps/a%20b", 404)]
    [EachServer("/api/v1/namespaces/DEFAULT/configmaps", 200)]
    [EachServer("/api/v1/namespaces//configmaps?fieldSelector=metadata.name%3Dnone", 200)]
    [EachServer("/api/v1/namespaces/default/configmaps/a/b/c/d", 404)]
    [EachServer("/api/v1/nonsense", 404)]
    [EachServer("/api/v1/namespaces/default/nonsense/a", 404)]
    [EachServer("/api/v9/pods", 404)]
    [EachServer("/apis/none.example.com/v1/things", 404)]
    [EachServer("/apis/apps/v9/deployments", 404)]
    [EachServer("/nonsense", 404)]
    [EachServer("/api/v1/proxy/nodes/x", 404)]
    [EachServer("/api/v1/CONFIGMAPS", 404)]
    public Task A_path_leads_somewhere_or_is_not_found(string server, string path, int code) => servers.RunAsync(
        server, async api => ((int)(await api.GetAsync(path)).Code).ShouldBe(code), sameWords: false);

    [Theory]
    [EachServer("POST", "/api/v1/namespaces/default/configmaps/a", 405)]
    [EachServer("PUT", "/api/v1/namespaces/default/configmaps", 405)]
    [EachServer("PATCH", "/api/v1/namespaces/default/configmaps", 405)]
    [EachServer("POST", "/api/v1/configmaps", 405)]
    [EachServer("DELETE", "/api/v1/configmaps", 405)]
    [EachServer("OPTIONS", "/api/v1/namespaces/default/configmaps", 405)]
    [EachServer("BREW", "/api/v1/namespaces/default/configmaps", 405)]
    [EachServer("POST", "/api/v1/namespaces/default/pods/a/status", 405)]
    [EachServer("DELETE", "/api/v1/namespaces/default/pods/a/status", 405)]
    [EachServer("PUT", "/api/v1/namespaces/default/pods/a/eviction", 405)]
    [EachServer("POST", "/version", 405)]
    [EachServer("POST", "/api", 405)]
    public Task A_method_that_a_path_does_not_have_is_not_allowed(string server, string method, string path, int code) => servers.RunAsync(
        server, async api => ((int)(await api.SendAsync(new(new(method), path) { Body = Objects.Named("a") })).Code).ShouldBe(code), sameWords: false);

    [Theory]
    [EachServer]
    public Task A_very_long_name_or_query_is_answered(string server) => servers.RunAsync(
        server,
        async api =>
        {
            (await api.GetAsync($"configmaps/{new string('a', 4000)}")).ShouldFail(404, "NotFound");
            (await api.GetAsync($"configmaps?labelSelector=a+in+({string.Join(',', Enumerable.Range(0, 500))})")).ShouldSucceed();
            (await api.PostAsync("configmaps", Objects.Named(new string('a', 4000)))).ShouldFail(422, "Invalid", "metadata.name");
        },
        sameWords: false);

    [Theory]
    [EachServer(10_000, 422)]
    [EachServer(10_001, 413)]
    public Task A_JSON_patch_of_too_many_operations_is_too_large(string server, int operations, int code) => servers.RunAsync(
        server,
        async api =>
        {
            await api.CreateAsync("configmaps", Objects.Named("a"));
            var patch = "[" + string.Join(',', Enumerable.Repeat("""{"op":"test","path":"/x","value":1}""", operations)) + "]";

            ((int)(await api.PatchAsync("configmaps/a", PatchTypes.Json, patch)).Code).ShouldBe(code);
        },
        sameWords: false);
}
