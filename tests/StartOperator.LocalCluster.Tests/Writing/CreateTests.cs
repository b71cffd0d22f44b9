using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Writing;

/// <summary>Creating objects: what the server adds, and what it refuses before the kind's own rules.</summary>
public sealed class CreateTests(Servers servers)
{
    [Theory]
    [EachServer]
    public Task A_new_object_gets_an_identity_a_time_and_an_owner_of_its_fields(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps?fieldManager=tests", """{"metadata":{"name":"a","labels":{"x":"y"}},"data":{"k":"v"},"binaryData":{"b":"aGk="}}""");

        made.Told("metadata.uid").Length.ShouldBe(36);
        made.Told("metadata.creationTimestamp").ShouldEndWith("Z");
        made.Told("metadata.managedFields[0].manager").ShouldBe("tests");
        made.Told("metadata.managedFields[0].fieldsV1.f:data.f:k").ShouldBe("{}");
        (await api.GetAsync("configmaps/a")).Text.ShouldBe(made.Text);
    });

    [Theory]
    [EachServer]
    public Task What_only_the_server_decides_is_not_taken_from_the_client(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps", """
            {"metadata":{"name":"a","uid":"11111111-1111-1111-1111-111111111111","creationTimestamp":"2001-01-01T00:00:00Z","generation":7,
             "deletionTimestamp":"2001-01-01T00:00:00Z","deletionGracePeriodSeconds":5,"selfLink":"/x"}}
            """);

        made.Told("metadata.uid").ShouldNotStartWith("11111111");
        made.Told("metadata.creationTimestamp").ShouldNotStartWith("2001");
        made.Told("metadata.deletionTimestamp").ShouldBe("");
    });

    [Theory]
    [EachServer]
    public Task A_taken_name_already_exists(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""");

        var answer = await api.PostAsync("configmaps", """{"metadata":{"name":"a"}}""");

        answer.ShouldFail(409, "AlreadyExists").Message.ShouldBe("configmaps \"a\" already exists");
    });

    [Theory]
    [EachServer]
    public Task A_name_is_made_up_from_its_prefix(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps", """{"metadata":{"generateName":"a-"}}""");

        made.Name.ShouldMatch("^a-[bcdfghjklmnpqrstvwxz2456789]{5}$");
    });

    [Theory]
    [EachServer]
    public Task A_long_prefix_is_cut_so_that_the_name_fits(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps", $"{{\"metadata\":{{\"generateName\":\"{new string('a', 100)}\"}}}}");

        made.Name.Length.ShouldBe(63);
        made.Name.ShouldStartWith(new string('a', 58));
    });

    [Theory]
    [EachServer]
    public Task An_object_without_a_name_is_invalid(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("configmaps", """{"metadata":{}}""");

        answer.ShouldFail(422, "Invalid", "metadata.name");
    });

    [Theory]
    [EachServer("Upper")]
    [EachServer("-a")]
    [EachServer("a_b")]
    [EachServer("a..b")]
    [EachServer("a/b")]
    [EachServer("..")]
    public Task A_name_that_is_no_subdomain_is_invalid(string server, string name) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("configmaps", Objects.Named(name));

        answer.ShouldFail(422, "Invalid");
    });

    [Theory]
    [EachServer]
    public Task Bad_labels_annotations_finalizers_and_owners_are_named_one_by_one(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("configmaps", """
            {"metadata":{"name":"a","labels":{"-bad":"v","ok":"bad value"},"annotations":{"a b":"x"},"finalizers":["no-domain","bad/name/x"],
             "ownerReferences":[{"apiVersion":"v1","kind":"","name":"","uid":""}]}}
            """);

        answer.ShouldFail(422, "Invalid").Causes.ShouldContain("metadata.ownerReferences.kind");
    });

    [Theory]
    [EachServer]
    public Task Only_one_owner_may_control(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("configmaps", """
            {"metadata":{"name":"a","ownerReferences":[
             {"apiVersion":"v1","kind":"Pod","name":"p","uid":"u1","controller":true},
             {"apiVersion":"v1","kind":"Pod","name":"q","uid":"u2","controller":true}]}}
            """);

        answer.ShouldFail(422, "Invalid", "metadata.ownerReferences");
    });

    [Theory]
    [EachServer]
    public Task A_namespace_other_than_the_paths_is_refused(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("configmaps", """{"metadata":{"name":"a","namespace":"elsewhere"}}""");

        answer.ShouldFail(400, "BadRequest");
    });

    [Theory]
    [EachServer]
    public Task A_namespace_that_does_not_exist_is_not_found(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync($"/api/v1/namespaces/none-{api.Token}/configmaps", """{"metadata":{"name":"a"}}""");

        answer.ShouldFail(404, "NotFound").Message.ShouldStartWith("namespaces \"none-");
    });

    [Theory]
    [EachServer]
    public Task A_new_object_has_no_revision_yet(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("configmaps", """{"metadata":{"name":"a","resourceVersion":"12"}}""");

        answer.ShouldFail(500, "");
    });

    [Theory]
    [EachServer]
    public Task An_object_of_another_kind_is_refused(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("configmaps", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("configmaps", """{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"a"}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("configmaps", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("configmaps", """{"apiVersion":"v1","kind":"Nonsense","metadata":{"name":"a"}}""")).ShouldFail(400, "BadRequest");
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task A_cluster_wide_object_has_no_namespace(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("priorityclasses", Objects.Named(api.Token, """{"metadata":{"namespace":"default"},"value":1}"""));

        made.Told("metadata.namespace").ShouldBe("");
    });

    [Theory]
    [EachServer]
    public Task An_object_can_be_sent_as_YAML(string server) => servers.RunAsync(server, async api =>
    {
        var asked = new Asked(HttpMethod.Post, "configmaps") { ContentType = "application/yaml", Body = "metadata:\n  name: a\ndata:\n  k: 'yes'\n" };

        (await api.SendAsync(asked)).ShouldSucceed(201).Told("data.k").ShouldBe("yes");
    });

    [Theory]
    [EachServer]
    public Task Posting_to_a_name_is_not_allowed(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("configmaps/a", """{"metadata":{"name":"a"}}""")).ShouldFail(405, "MethodNotAllowed");
    });
}
