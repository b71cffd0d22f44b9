using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Reading;

/// <summary>Watches: what is there, what changes, bookmarks, and the end.</summary>
public sealed class WatchTests(Servers servers)
{
    [Theory]
    [EachServer]
    public Task A_watch_tells_what_is_there_and_then_every_change(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a");
        using var watch = await api.WatchAsync("configmaps");

        (await watch.ToldAsync()).ShouldBe("ADDED a");
        await ListTests.MakeAsync(api, "b");
        (await watch.ToldAsync()).ShouldBe("ADDED b");
        await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"data":{"k":"v"}}""");
        (await watch.ToldAsync()).ShouldBe("MODIFIED a");
        await api.DeleteAsync("configmaps/a");
        (await watch.ToldAsync()).ShouldBe("DELETED a");
    });

    [Theory]
    [EachServer]
    public Task A_watch_from_a_revision_tells_what_happened_since(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a");
        var from = (await api.GetAsync("configmaps")).Revision;
        await ListTests.MakeAsync(api, "b");
        await api.DeleteAsync("configmaps/a");

        using var watch = await api.WatchAsync($"configmaps?resourceVersion={from}");

        (await watch.ToldAsync(2)).ShouldBe(["ADDED b", "DELETED a"]);
    });

    [Theory]
    [EachServer]
    public Task A_deletion_carries_its_own_revision(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a");
        using var watch = await api.WatchAsync("configmaps");
        var added = (await watch.NextAsync())!;

        await api.DeleteAsync("configmaps/a");

        var deleted = (await watch.NextAsync())!;
        Revision(deleted).ShouldBeGreaterThan(Revision(added));

        static long Revision(System.Text.Json.Nodes.JsonObject change) => long.Parse((string)change["object"]!["metadata"]!["resourceVersion"]!);
    });

    [Theory]
    [EachServer]
    public Task An_object_that_starts_or_stops_matching_is_added_or_deleted(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a","labels":{"x":"1"}}}""");
        await ListTests.MakeAsync(api, "b");
        using var watch = await api.WatchAsync("configmaps?labelSelector=x%3D1");
        (await watch.ToldAsync()).ShouldBe("ADDED a");

        await api.PatchAsync("configmaps/b", PatchTypes.Merge, """{"metadata":{"labels":{"x":"1"}}}""");
        await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"metadata":{"labels":{"x":"2"}}}""");
        await api.DeleteAsync("configmaps/a");
        await api.DeleteAsync("configmaps/b");

        (await watch.ToldAsync(3)).ShouldBe(["ADDED b", "DELETED a", "DELETED b"]);
    });

    [Theory]
    [EachServer]
    public Task One_object_can_be_watched(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a", "b");
        using var watch = await api.WatchAsync("configmaps?fieldSelector=metadata.name%3Da");

        await api.DeleteAsync("configmaps/b");
        await api.DeleteAsync("configmaps/a");

        (await watch.ToldAsync(2)).ShouldBe(["ADDED a", "DELETED a"]);
    });

    [Theory]
    [EachServer]
    public Task The_path_of_one_object_is_read_even_when_a_watch_is_asked_for(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a");

        (await api.GetAsync("configmaps/a?watch=true")).Told("kind").ShouldBe("ConfigMap");
    });

    [Theory]
    [EachServer]
    public Task Initial_events_end_with_a_bookmark(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a", "b");

        using var watch = await api.WatchAsync("configmaps?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        (await watch.ToldAsync(2)).ShouldBe(["ADDED a", "ADDED b"]);
        var mark = (await watch.NextAsync())!;
        JsonAt.Told(mark, "type").ShouldBe("BOOKMARK");
        JsonAt.Told(mark, "object.metadata.annotations[k8s.io/initial-events-end]").ShouldBe("true");
    });

    [Theory]
    [EachServer]
    public Task A_watch_ends_when_its_time_is_over(string server) => servers.RunAsync(server, async api =>
    {
        using var watch = await api.WatchAsync("configmaps?timeoutSeconds=1");

        (await watch.ToldAsync()).ShouldBe("");
    });

    [Theory]
    [EachServer]
    public Task A_watch_of_metadata_shows_metadata_only(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");

        using var watch = await api.WatchAsync("configmaps", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");

        var added = (await watch.NextAsync())!;
        JsonAt.Told(added, "object.kind").ShouldBe("PartialObjectMetadata");
        JsonAt.Told(added, "object.data").ShouldBe("");
    });

    [Theory]
    [EachServer]
    public Task A_watch_of_a_table_has_headers_once(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a");
        using var watch = await api.WatchAsync("configmaps", "application/json;as=Table;g=meta.k8s.io;v=v1");
        var first = (await watch.NextAsync())!;

        await ListTests.MakeAsync(api, "b");

        var second = (await watch.NextAsync())!;
        JsonAt.Told(first, "object.columnDefinitions[0].name").ShouldBe("Name");
        JsonAt.Told(second, "object.columnDefinitions").ShouldBe("");
        JsonAt.Told(second, "object.rows[0].cells[0]").ShouldBe("b");
    });

    [Theory]
    [EachServer]
    public Task Changes_that_change_nothing_are_not_told(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a");
        using var watch = await api.WatchAsync("configmaps");
        (await watch.ToldAsync()).ShouldBe("ADDED a");

        await api.PatchAsync("configmaps/a", PatchTypes.Merge, "{}");
        await ListTests.MakeAsync(api, "b");

        (await watch.ToldAsync()).ShouldBe("ADDED b");
    });
}
