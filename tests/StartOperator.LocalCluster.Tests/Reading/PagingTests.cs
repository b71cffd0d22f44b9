using System.Globalization;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Reading;

/// <summary>Lists in pages, at exact revisions, and what can't be asked together.</summary>
public sealed class PagingTests(Servers servers)
{
    [Theory]
    [EachServer]
    public Task A_list_comes_in_pages_of_one_revision(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a", "b", "c", "d", "e");

        var first = await api.GetAsync("configmaps?limit=2");
        await ListTests.MakeAsync(api, "f");
        var second = await api.GetAsync($"configmaps?limit=2&continue={first.Told("metadata.continue")}");
        var third = await api.GetAsync($"configmaps?limit=2&continue={second.Told("metadata.continue")}");

        (first.Names, second.Names, third.Names).ShouldSatisfyAllConditions(
            pages => pages.Item1.ShouldBe(["a", "b"]), pages => pages.Item2.ShouldBe(["c", "d"]), pages => pages.Item3.ShouldBe(["e"]));
        first.Told("metadata.remainingItemCount").ShouldBe("3");
        third.Told("metadata.continue").ShouldBe("");
        third.Revision.ShouldBe(first.Revision);
    });

    [Theory]
    [EachServer]
    public Task Pages_of_a_selection_do_not_tell_how_much_remains(string server) => servers.RunAsync(server, async api =>
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            await api.CreateAsync("configmaps", Objects.Named(name, """{"metadata":{"labels":{"x":"1"}}}"""));
        }

        var first = await api.GetAsync("configmaps?limit=3&labelSelector=x");

        first.Names.ShouldBe(["a", "b", "c"]);
        first.Told("metadata.remainingItemCount").ShouldBe("");
        (await api.GetAsync($"configmaps?limit=3&labelSelector=x&continue={first.Told("metadata.continue")}")).Names.ShouldBe(["d"]);
    });

    [Theory]
    [EachServer]
    public Task An_exact_revision_shows_what_was_there_then(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a");
        var then = (await api.GetAsync("configmaps")).Revision;
        await ListTests.MakeAsync(api, "b");

        // What need not be of now comes from kube-apiserver's cache, which may be behind.
        await api.UntilAsync("configmaps?resourceVersion=0", answer => answer.Names is ["a", "b"]);
        (await api.GetAsync($"configmaps?resourceVersion={then}&resourceVersionMatch=Exact")).Names.ShouldBe(["a"]);
        (await api.GetAsync($"configmaps?resourceVersion={then}&resourceVersionMatch=NotOlderThan")).Names.ShouldBe(["a", "b"]);
        (await api.GetAsync("configmaps?resourceVersion=0")).ShouldSucceed(200);
        (await api.GetAsync($"configmaps/a?resourceVersion={then}")).ShouldSucceed(200);
    });

    [Theory]
    [EachServer]
    public Task A_revision_from_the_future_is_not_there_yet(string server) => servers.RunAsync(server, async api =>
    {
        var future = long.MaxValue.ToString(CultureInfo.InvariantCulture);

        (await api.GetAsync($"configmaps?resourceVersion={future}")).ShouldFail(504, "Timeout");
    });

    [Theory]
    [EachServer("limit=x")]
    [EachServer("limit=1.5")]
    [EachServer("limit=")]
    [EachServer("timeoutSeconds=x")]
    [EachServer("resourceVersion=x")]
    [EachServer("resourceVersion=-5")]
    [EachServer("continue=x")]
    [EachServer("continue=bm9uc2Vuc2U")]
    [EachServer("resourceVersionMatch=Exact")]
    [EachServer("resourceVersion=1&resourceVersionMatch=Sometimes")]
    [EachServer("resourceVersion=0&resourceVersionMatch=Exact")]
    [EachServer("sendInitialEvents=true")]
    [EachServer("watch=true&sendInitialEvents=true")]
    [EachServer("watch=true&resourceVersionMatch=NotOlderThan")]
    [EachServer("watch=true&sendInitialEvents=true&resourceVersionMatch=Exact")]
    public Task Options_that_make_no_sense_are_refused(string server, string query) => servers.RunAsync(server, async api =>
    {
        var answer = await api.GetAsync("configmaps?" + query);

        answer.Told("status").ShouldBe("Failure");
    });

    [Theory]
    [EachServer]
    public Task Options_that_cannot_be_combined_are_refused(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a", "b");
        var next = (await api.GetAsync("configmaps?limit=1")).Told("metadata.continue");

        (await api.GetAsync($"configmaps?continue={next}&resourceVersion=1")).ShouldFail(400, "BadRequest");
        (await api.GetAsync($"configmaps?continue={next}&resourceVersion=1&resourceVersionMatch=Exact")).ShouldFail(422, "Invalid", "resourceVersionMatch");
    });

    [Theory]
    [EachServer]
    public Task A_negative_limit_counts_as_none(string server) => servers.RunAsync(server, async api =>
    {
        await ListTests.MakeAsync(api, "a", "b");

        (await api.GetAsync("configmaps?limit=-1")).ShouldSucceed();
        (await api.GetAsync("configmaps?limit=0")).Names.ShouldBe(["a", "b"]);
    });
}
