using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Writing;

/// <summary>Deleting: preconditions, finalizers, grace, propagation, and whole collections.</summary>
public sealed class DeleteTests(Servers servers)
{
    private const string Map = """{"metadata":{"name":"a"}}""";
    private const string Held = """{"metadata":{"name":"a","finalizers":["example.com/hold"]}}""";

    [Theory]
    [EachServer]
    public Task A_deleted_object_is_gone(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps", Map);

        var answer = await api.DeleteAsync("configmaps/a");

        answer.ShouldSucceed(200).Told("status").ShouldBe("Success");
        answer.Told("details.uid").ShouldBe(made.Told("metadata.uid"));
        (await api.GetAsync("configmaps/a")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task A_finalizer_keeps_the_object_until_it_is_removed(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Held);

        (await api.DeleteAsync("configmaps/a")).ShouldSucceed(200).Told("metadata.deletionTimestamp").ShouldNotBe("");
        (await api.GetAsync("configmaps/a")).Told("metadata.deletionGracePeriodSeconds").ShouldBe("0");
        (await api.DeleteAsync("configmaps/a")).ShouldSucceed(200);
        (await api.PostAsync("configmaps", Map)).ShouldFail(409, "AlreadyExists").Message.ShouldStartWith("object is being deleted");
        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"finalizers":null}}""")).ShouldSucceed(200);
        (await api.GetAsync("configmaps/a")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task No_finalizer_can_be_added_once_deletion_began(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Held);
        await api.DeleteAsync("configmaps/a");

        var answer = await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"finalizers":["example.com/hold","example.com/more"]}}""");

        answer.ShouldFail(422, "Invalid").Causes.ShouldContain("metadata.finalizers");
    });

    [Theory]
    [EachServer]
    public Task An_object_being_deleted_can_still_be_changed(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Held);
        await api.DeleteAsync("configmaps/a");

        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"data":{"k":"v"}}""")).ShouldSucceed(200).Told("metadata.deletionTimestamp").ShouldNotBe("");
    });

    [Theory]
    [EachServer]
    public Task Preconditions_must_hold(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps", Map);

        (await api.DeleteAsync("configmaps/a", """{"preconditions":{"uid":"11111111-1111-1111-1111-111111111111"}}""")).ShouldFail(409, "Conflict");
        (await api.DeleteAsync("configmaps/a", """{"preconditions":{"resourceVersion":"1"}}""")).ShouldFail(409, "Conflict");
        var met = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = made.Told("metadata.uid"), ["resourceVersion"] = made.Revision } };
        (await api.DeleteAsync("configmaps/a", met.ToJsonString())).ShouldSucceed(200);
    });

    [Theory]
    [EachServer]
    public Task A_dry_run_deletes_nothing(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.DeleteAsync("configmaps/a?dryRun=All")).ShouldSucceed(200);
        (await api.DeleteAsync("configmaps/a", """{"dryRun":["All"]}""")).ShouldSucceed(200);
        (await api.DeleteAsync("configmaps/a", """{"dryRun":["Some"]}""")).ShouldFail(422, "Invalid", "dryRun");
        (await api.GetAsync("configmaps/a")).ShouldSucceed(200);
    });

    [Theory]
    [EachServer("Foreground", "foregroundDeletion")]
    [EachServer("Orphan", "orphan")]
    public Task Propagation_is_left_to_the_garbage_collector_by_a_finalizer(string server, string policy, string finalizer) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        var answer = await api.DeleteAsync("configmaps/a", $$"""{"propagationPolicy":"{{policy}}"}""");

        answer.ShouldSucceed(200).Told("metadata.finalizers").ShouldBe($"[\"{finalizer}\"]");
    });

    [Theory]
    [EachServer]
    public Task Background_propagation_removes_the_object_at_once(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        await api.DeleteAsync("configmaps/a?propagationPolicy=Background");

        (await api.GetAsync("configmaps/a")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task Propagation_that_makes_no_sense_is_refused(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.DeleteAsync("configmaps/a", """{"propagationPolicy":"Sideways"}""")).ShouldFail(422, "Invalid", "propagationPolicy");
        (await api.DeleteAsync("configmaps/a", """{"propagationPolicy":"Orphan","orphanDependents":true}""")).ShouldFail(422, "Invalid", "propagationPolicy");
    });

    [Theory]
    [EachServer]
    public Task Delete_options_that_cannot_be_read_are_refused(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.DeleteAsync("configmaps/a", """{"apiVersion":"v1","kind":"ConfigMap"}""")).ShouldFail(400, "BadRequest");
        (await api.DeleteAsync("configmaps/a", """{"gracePeriodSeconds":"soon"}""")).ShouldFail(400, "BadRequest");
        (await api.DeleteAsync("configmaps/a", """{""")).ShouldFail(400, "BadRequest");
        (await api.GetAsync("configmaps/a")).ShouldSucceed(200);
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task A_collection_is_deleted_by_selector(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a","labels":{"x":"1"}}}""");
        await api.CreateAsync("configmaps", """{"metadata":{"name":"b","labels":{"x":"2"}}}""");

        var answer = await api.DeleteAsync("configmaps?labelSelector=x%3D1");

        answer.ShouldSucceed(200);
        (await api.GetAsync("configmaps")).Names.ShouldBe(["b"]);
    });

    [Theory]
    [EachServer]
    public Task A_pod_that_is_on_no_node_is_removed_at_once(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        (await api.DeleteAsync("pods/a")).ShouldSucceed(200).Told("kind").ShouldBe("Pod");

        (await api.GetAsync("pods/a")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task A_pod_on_a_node_is_marked_and_removed_by_its_kubelet(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", """{"metadata":{"name":"a"},"spec":{"nodeName":"n","terminationGracePeriodSeconds":20,"containers":[{"name":"c","image":"i"}]}}""");

        (await api.DeleteAsync("pods/a")).ShouldSucceed(200).Told("metadata.deletionGracePeriodSeconds").ShouldBe("20");
        (await api.DeleteAsync("pods/a")).ShouldSucceed(200).Told("metadata.deletionGracePeriodSeconds").ShouldBe("20");
        (await api.DeleteAsync("pods/a", """{"gracePeriodSeconds":5}""")).ShouldSucceed(200).Told("metadata.deletionGracePeriodSeconds").ShouldBe("5");
        (await api.DeleteAsync("pods/a", """{"gracePeriodSeconds":0}""")).ShouldSucceed(200);
        (await api.GetAsync("pods/a")).ShouldFail(404, "NotFound");
    });
}
