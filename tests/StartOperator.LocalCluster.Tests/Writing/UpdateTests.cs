using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Writing;

/// <summary>Replacing objects: optimistic concurrency and what an update can't change.</summary>
public sealed class UpdateTests(Servers servers)
{
    private const string Map = """{"metadata":{"name":"a"},"data":{"k":"1"}}""";

    [Theory]
    [EachServer]
    public Task An_update_of_a_stale_object_is_a_conflict(string server) => servers.RunAsync(server, async api =>
    {
        var stale = await api.CreateAsync("configmaps", Map);
        await api.ChangeAsync("configmaps/a", map => map["data"]!["k"] = "2");

        var answer = await api.PutAsync("configmaps/a", stale.Text);

        answer.ShouldFail(409, "Conflict").Message.ShouldContain("the object has been modified");
    });

    [Theory]
    [EachServer]
    public Task An_update_without_a_revision_replaces_whatever_is_there(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        var answer = await api.PutAsync("configmaps/a", """{"metadata":{"name":"a"},"data":{"other":"2"}}""");

        answer.ShouldSucceed(200).Told("data").ShouldBe("""{"other":"2"}""");
    });

    [Theory]
    [EachServer]
    public Task An_update_that_changes_nothing_leaves_the_revision(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps", Map);

        var answer = await api.ChangeAsync("configmaps/a", _ => { });

        answer.ShouldSucceed(200).Revision.ShouldBe(made.Revision);
    });

    [Theory]
    [EachServer]
    public Task An_update_cannot_change_identity_or_times(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps", Map);

        var answer = await api.ChangeAsync("configmaps/a", map =>
        {
            map["metadata"]!["creationTimestamp"] = "2001-01-01T00:00:00Z";
            map["metadata"]!["generation"] = 12;
        });

        answer.Told("metadata.creationTimestamp").ShouldBe(made.Told("metadata.creationTimestamp"));
        (await api.ChangeAsync("configmaps/a", map => map["metadata"]!["deletionTimestamp"] = "2001-01-01T00:00:00Z"))
            .ShouldFail(422, "Invalid").Causes.ShouldContain("metadata.deletionTimestamp");
    });

    [Theory]
    [EachServer]
    public Task Another_identity_is_a_conflict(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        var answer = await api.ChangeAsync("configmaps/a", map => map["metadata"]!["uid"] = "11111111-1111-1111-1111-111111111111");

        answer.ShouldFail(409, "Conflict");
    });

    [Theory]
    [EachServer]
    public Task The_name_and_namespace_must_be_the_paths(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.ChangeAsync("configmaps/a", map => map["metadata"]!["name"] = "b")).ShouldFail(400, "BadRequest");
        (await api.ChangeAsync("configmaps/a", map => map["metadata"]!["namespace"] = "b")).ShouldFail(400, "BadRequest");
        (await api.ChangeAsync("configmaps/a", map => map["metadata"]!.AsObject().Remove("name"))).ShouldFail(400, "BadRequest");
    });

    [Theory]
    [EachServer]
    public Task An_object_that_is_not_there_is_not_found(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PutAsync("configmaps/a", Map)).ShouldFail(404, "NotFound");
        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, "{}")).ShouldFail(404, "NotFound");
        (await api.DeleteAsync("configmaps/a")).ShouldFail(404, "NotFound");
        (await api.GetAsync("configmaps/a")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task Some_kinds_are_created_by_an_update(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PutAsync("leases/a", """{"metadata":{"name":"a"},"spec":{"holderIdentity":"me"}}""")).ShouldSucceed(201);
        (await api.PutAsync("roles/a", """{"metadata":{"name":"a"},"rules":[]}""")).ShouldSucceed(201);
        (await api.PutAsync("endpoints/a", """{"metadata":{"name":"a"}}""")).ShouldSucceed(201);
    });

    [Theory]
    [EachServer]
    public Task Some_kinds_need_a_revision_to_be_updated(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("leases", """{"metadata":{"name":"a"},"spec":{"holderIdentity":"me"}}""");

        (await api.PutAsync("leases/a", """{"metadata":{"name":"a"},"spec":{"holderIdentity":"you"}}""")).ShouldFail(422, "Invalid", "metadata.resourceVersion");
    });

    [Theory]
    [EachServer("abc")]
    [EachServer("-1")]
    [EachServer("1.5")]
    public Task A_revision_that_is_no_number_is_refused(string server, string revision) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        var answer = await api.ChangeAsync("configmaps/a", map => map["metadata"]!["resourceVersion"] = revision);

        answer.ShouldFail(500, "");
    });

    [Theory]
    [EachServer]
    public Task The_generation_counts_changes_of_the_spec_only(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("networkpolicies", """{"metadata":{"name":"a"},"spec":{"podSelector":{}}}""");

        (await api.ChangeAsync("networkpolicies/a", policy => policy["metadata"]!["labels"] = new JsonObject { ["x"] = "y" })).Told("metadata.generation").ShouldBe("1");
        (await api.ChangeAsync("networkpolicies/a", policy => policy["spec"]!["podSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["a"] = "b" } }))
            .Told("metadata.generation").ShouldBe("2");
    });

    [Theory]
    [EachServer]
    public Task Owners_labels_and_finalizers_can_be_changed(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        var answer = await api.ChangeAsync("configmaps/a", map =>
        {
            map["metadata"]!["labels"] = new JsonObject { ["x"] = "y" };
            map["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
            map["metadata"]!["ownerReferences"] = JsonNode.Parse("""[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u1","controller":true,"blockOwnerDeletion":true}]""");
        });

        answer.ShouldSucceed(200).Told("metadata.finalizers").ShouldBe("""["example.com/hold"]""");
    });
}
