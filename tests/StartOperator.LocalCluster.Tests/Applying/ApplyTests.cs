using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Applying;

/// <summary>Server-side apply: what is merged, what is taken away, and who owns what afterwards.</summary>
public sealed class ApplyTests(Servers servers)
{
    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1","l":"2"}}""";

    [Theory]
    [EachServer]
    public Task An_apply_creates_what_is_not_there_and_owns_it(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.ApplyAsync("configmaps/a", "m", Map);

        made.ShouldSucceed(201);
        (made.Told("metadata.managedFields[0].operation"), made.Told("metadata.managedFields[0].manager")).ShouldBe(("Apply", "m"));
    });

    [Theory]
    [EachServer]
    public Task A_second_apply_changes_nothing(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.ApplyAsync("configmaps/a", "m", Map);

        (await api.ApplyAsync("configmaps/a", "m", Map)).ShouldSucceed(200).Revision.ShouldBe(made.Revision);
    });

    [Theory]
    [EachServer]
    public Task What_is_no_longer_applied_disappears(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", Map);

        var answer = await api.ApplyAsync("configmaps/a", "m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1"}}""");

        answer.Told("data").ShouldBe("""{"k":"1"}""");
        (await api.ApplyAsync("configmaps/a", "m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""")).Told("data").ShouldBe("");
    });

    [Theory]
    [EachServer]
    public Task What_somebody_else_applies_too_stays(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", Map);
        await api.ApplyAsync("configmaps/a", "n", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"l":"2"}}""");

        var answer = await api.ApplyAsync("configmaps/a", "m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1"}}""");

        answer.Told("data.l").ShouldBe("2");
    });

    [Theory]
    [EachServer]
    public Task A_conflicting_apply_names_the_manager_and_field(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", Map);

        var answer = await api.ApplyAsync("configmaps/a", "n", Map.Replace("\"1\"", "\"3\"", StringComparison.Ordinal));

        answer.ShouldFail(409, "Conflict", ".data.k").Message.ShouldContain("conflict with \"m\"");
        (await api.GetAsync("configmaps/a")).Told("data.k").ShouldBe("1");
    });

    [Theory]
    [EachServer]
    public Task Several_conflicts_are_listed_by_manager(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"x":"1"}},"data":{"k":"1"}}""");
        await api.PatchAsync("configmaps/a?fieldManager=z", PatchTypes.Merge, """{"data":{"l":"2"},"metadata":{"annotations":{"y":"1"}}}""");

        var answer = await api.ApplyAsync("configmaps/a", "n", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"x":"2"},"annotations":{"y":"2"}},"data":{"k":"2","l":"3"}}""");

        answer.ShouldFail(409, "Conflict", ".data.k", ".data.l", ".metadata.labels.x", ".metadata.annotations.y");
    });

    [Theory]
    [EachServer]
    public Task Force_takes_the_field_over(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", Map);

        var answer = await api.ApplyAsync("configmaps/a", "n", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"3"}}""", force: true);

        answer.ShouldSucceed(200).Told("data.k").ShouldBe("3");
        (await api.ApplyAsync("configmaps/a", "m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"l":"2"}}""")).Told("data.k").ShouldBe("3");
    });

    [Theory]
    [EachServer]
    public Task An_update_takes_ownership_from_appliers(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", Map);
        await api.ChangeAsync("configmaps/a", map => map["data"]!["k"] = "9");

        (await api.ApplyAsync("configmaps/a", "m", Map)).ShouldFail(409, "Conflict", ".data.k");
        (await api.ApplyAsync("configmaps/a", "m", Map, force: true)).ShouldSucceed(200);
    });

    [Theory]
    [EachServer]
    public Task Equal_values_are_shared_without_conflict(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", Map);

        (await api.ApplyAsync("configmaps/a", "n", Map)).ShouldSucceed(200).At("metadata.managedFields")!.AsArray().Count.ShouldBe(2);
    });

    [Theory]
    [EachServer]
    public Task A_configuration_can_be_YAML(string server) => servers.RunAsync(server, async api =>
    {
        (await api.ApplyAsync("configmaps/a", "m", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: 'yes'\n")).ShouldSucceed(201).Told("data.k").ShouldBe("yes");
    });

    [Theory]
    [EachServer("""{"kind":"ConfigMap","metadata":{"name":"a"}}""")]
    [EachServer("""{"apiVersion":"v1","metadata":{"name":"a"}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}""")]
    [EachServer("""{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"a"}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"other"}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[]}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[{"manager":"x"}]}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"11111111-1111-1111-1111-111111111111"}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"1"}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":1}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":["k"]}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"unknown":1}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","unknown":1}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":null}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":null}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","finalizers":["example.com/a","example.com/a"]}}""")]
    [EachServer("[]")]
    [EachServer("null")]
    [EachServer("")]
    [EachServer("a: b: c")]
    [EachServer("\tx")]
    [EachServer("x")]
    public Task A_configuration_that_makes_no_sense_is_answered_alike(string server, string body) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", body);
        await api.GetAsync("configmaps/a");
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task An_apply_must_name_its_manager(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PatchAsync("configmaps/a", PatchTypes.Apply, Map)).ShouldFail(422, "Invalid", "fieldManager");
        (await api.PatchAsync("configmaps/a?fieldManager=", PatchTypes.Apply, Map)).ShouldFail(422, "Invalid", "fieldManager");
    });

    [Theory]
    [EachServer]
    public Task A_dry_run_shows_the_result_and_stores_nothing(string server) => servers.RunAsync(server, async api =>
    {
        await api.ApplyAsync("configmaps/a", "m", Map);

        (await api.PatchAsync("configmaps/a?fieldManager=m&dryRun=All", PatchTypes.Apply, Map.Replace("\"1\"", "\"3\"", StringComparison.Ordinal))).ShouldSucceed(200).Told("data.k").ShouldBe("3");
        (await api.GetAsync("configmaps/a")).Told("data.k").ShouldBe("1");
    });

    [Theory]
    [EachServer]
    public Task An_object_nobody_owns_gets_an_owner_at_its_first_apply(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"},"data":{"k":"1","old":"1"}}""");
        await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"managedFields":[]}}""");

        var answer = await api.ApplyAsync("configmaps/a", "m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1"}}""");

        answer.ShouldSucceed(200).Text.ShouldContain("before-first-apply");
    });

    [Theory]
    [EachServer]
    public Task The_status_is_applied_by_its_subresource(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        var answer = await api.ApplyAsync("pods/a/status", "m", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"status":{"conditions":[{"type":"X","status":"True"}]},"spec":{"hostname":"h"}}""");

        (answer.Told("status.conditions[0].type"), answer.Told("spec.hostname")).ShouldBe(("X", ""));
        (await api.ApplyAsync("pods/a/status", "n", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"status":{"conditions":[{"type":"X","status":"False"}]}}""")).ShouldFail(409, "Conflict");
        (await api.ApplyAsync("pods/b/status", "m", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"},"status":{}}""")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task Many_updaters_become_one(string server) => servers.RunAsync(server, async api =>
    {
        // Entries are in the order of their times, which have whole seconds, and then of their names: these names give the same order in any second.
        await api.CreateAsync("configmaps?fieldManager=a", """{"metadata":{"name":"a"},"data":{"first":"v"}}""");
        for (var i = 0; i < 14; i++)
        {
            await api.PatchAsync($"configmaps/a?fieldManager=m{i:00}", PatchTypes.Merge, $"{{\"data\":{{\"k{i}\":\"v\"}}}}");
        }

        (await api.GetAsync("configmaps/a")).Json["metadata"]!["managedFields"]!.AsArray().Any(entry => (string?)entry!["manager"] == "ancient-changes").ShouldBeTrue();
    });
}
