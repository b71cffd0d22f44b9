using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Reading;

/// <summary>Revisions that a server no longer remembers. What it remembers is up to it: the local one is told to remember little.</summary>
public sealed class ExpiryTests(Servers servers)
{
    private const int Remembered = 16;

    [Theory(Timeout = 60_000)]
    [InlineData(Server.Local)]
    [InlineData(Server.Real)]
    public async Task A_watch_from_a_forgotten_revision_ends_with_expired(string server)
    {
        if (server == Server.Real) Servers.SkipWithoutReal();
        await using var forgetful = server == Server.Local ? await RunningServer.StartLocalAsync(new() { HistoryLimit = Remembered }) : null;
        var api = forgetful is null
            ? await servers.EnterAsync(server, TestContext.Current.CancellationToken)
            : await forgetful.EnterAsync(new Transcript("forgetful", sameWords: true), TestContext.Current.CancellationToken);
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Schema("{}"));
        for (var i = 0; i <= Remembered; i++) await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, $"a{i}", "{}"));

        using var watch = await api.WatchAsync("widgets?resourceVersion=1");
        var told = (await watch.NextAsync())!;

        JsonAt.Told(told, "type").ShouldBe("ERROR");
        (JsonAt.Told(told, "object.kind"), JsonAt.Told(told, "object.reason"), JsonAt.Told(told, "object.code")).ShouldBe(("Status", "Expired", "410"));
        JsonAt.Told(told, "object.message").ShouldMatch(@"^too old resource version: 1 \(\d+\)$");
        (await watch.NextAsync()).ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_page_or_an_exact_revision_that_is_forgotten_has_expired()
    {
        await using var forgetful = await RunningServer.StartLocalAsync(new() { HistoryLimit = Remembered });
        var api = await forgetful.EnterAsync(new Transcript("forgetful", sameWords: true), TestContext.Current.CancellationToken);
        foreach (var name in (string[])["a", "b", "c"]) await api.CreateAsync("configmaps", Objects.Named(name));
        var page = await api.GetAsync("configmaps?limit=1");
        for (var i = 0; i <= 2 * Remembered; i++) (await api.PatchAsync("configmaps/a", PatchTypes.Merge, $"{{\"data\":{{\"k\":\"{i}\"}}}}")).ShouldSucceed();

        var next = await api.GetAsync($"configmaps?limit=1&continue={page.Told("metadata.continue")}");
        next.ShouldFail(410, "Expired");
        next.Told("metadata.continue").ShouldNotBeEmpty();
        (await api.GetAsync($"configmaps?continue={next.Told("metadata.continue")}")).Names.ShouldBe(["b", "c"]);
        (await api.GetAsync($"configmaps?resourceVersion={page.Revision}&resourceVersionMatch=Exact")).ShouldFail(410, "Expired");
    }
}
