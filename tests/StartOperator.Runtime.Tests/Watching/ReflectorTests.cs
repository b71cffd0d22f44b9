using System.Collections.Concurrent;
using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Queues;
using StartOperator.Runtime.Watching;

namespace StartOperator.Runtime.Tests.Watching;

/// <summary>How a cache is kept equal to a server that does what servers do.</summary>
public sealed class ReflectorTests : IAsyncLifetime
{
    private const string Maps = "GET /api/v1/configmaps";

    private readonly ObservedTime _time = new();
    private readonly ScriptedServer _server = new();
    private readonly ConcurrentQueue<string> _changes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectCache<V1ConfigMap> _cache = new(Kinds.ConfigMap);
    private readonly ApiClient _client;
    private readonly Reflector<V1ConfigMap> _reflector;
    private Task _running = Task.CompletedTask;

    public ReflectorTests()
    {
        _client = _server.Client(_time, new ApiClientOptions { MaxWatchLineBytes = 5000, RequestTimeout = TimeSpan.FromSeconds(45) });
        _reflector = new Reflector<V1ConfigMap>(
            _client, _cache, "", new ReflectorOptions { Backoff = Backoff.Watch with { Random = () => 1 } }, _time, NullLogger.Instance);
        _cache.Subscribe(c => _changes.Enqueue(
            $"{(c.Old is null ? "added" : c.New is null ? "deleted" : "modified")} {c.Key.Name} {(c.New ?? c.Old)!.Metadata.ResourceVersion}"));
    }

    public ValueTask InitializeAsync()
    {
        _running = _reflector.RunAsync(_stop.Token);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_and_then_watched_from_its_version()
    {
        var first = await _server.NextAsync(Maps);
        first.Query.ShouldBe("?limit=500");
        first.Answer(List("10", "more", Map("a", "1")));
        var second = await _server.NextAsync(Maps);
        second.Query.ShouldBe("?limit=500&continue=more");
        _cache.HasSynced.ShouldBeFalse();
        second.Answer(List("10", null, Map("b", "2")));
        var watch = await _server.NextAsync(Maps);
        watch.Query.ShouldBe("?watch=1&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=600");
        _cache.HasSynced.ShouldBeTrue();
        _changes.ShouldBe(["added a 1", "added b 2"]);
    }

    [Fact]
    public async Task Pages_whose_history_is_gone_are_read_all_at_once()
    {
        (await _server.NextAsync(Maps)).Answer(List("10", "more", Map("a", "1")));
        (await _server.NextAsync(Maps)).Refuse(HttpStatusCode.Gone, "Expired");
        var all = await _server.NextAsync(Maps);
        all.Query.ShouldBe("");
        all.Answer(List("12", null, Map("b", "2")));
        await _server.NextAsync(Maps);
        _changes.ShouldBe(["added b 2"]);
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_from_the_last_event_or_bookmark()
    {
        var watch = await SyncedAsync(List("10", null));
        await watch.SendAsync(Event("ADDED", Map("a", "11")), Event("MODIFIED", Map("a", "12")));
        watch.End();
        var again = await _server.NextAsync(Maps);
        again.Query.ShouldContain("resourceVersion=12&");
        var stream = again.Open();
        await stream.SendAsync("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"50"}}}""");
        stream.End();
        (await _server.NextAsync(Maps)).Query.ShouldContain("resourceVersion=50&");
        _changes.ShouldBe(["added a 11", "modified a 12"]);
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again_after_a_wait_that_grows()
    {
        var watch = await SyncedAsync(List("10", null));
        watch.Break();
        await _time.PassAsync(0.5, 0.5);
        (await _server.NextAsync(Maps)).Break();
        await _time.PassAsync(1, 1);
        (await _server.NextAsync(Maps)).Refuse(HttpStatusCode.InternalServerError, "InternalError");
        await _time.PassAsync(2, 2);
        var again = await _server.NextAsync(Maps);
        again.Query.ShouldContain("resourceVersion=10&");
        var stream = again.Open();
        await stream.SendAsync(Event("ADDED", Map("a", "11")));
        await _cache.BecomesAsync(c => c.Count == 1);
        stream.Break();
        await _time.PassAsync(0.5, 0.5);
        (await _server.NextAsync(Maps)).Query.ShouldContain("resourceVersion=11&");
    }

    [Fact]
    public async Task The_wait_never_exceeds_its_cap_and_a_list_is_tried_for_ever()
    {
        double[] waits = [0.5, 1, 2, 4, 8, 16, 30, 30, 30];
        foreach (var wait in waits)
        {
            (await _server.NextAsync(Maps)).Break();
            await _time.PassAsync(wait, wait);
        }

        await _server.NextAsync(Maps);
    }

    [Fact]
    public async Task A_server_that_says_when_to_come_back_is_obeyed()
    {
        (await _server.NextAsync(Maps)).Answer("{}", HttpStatusCode.TooManyRequests, retryAfter: "7");
        await _time.PassAsync(7, 7);
        await _server.NextAsync(Maps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_version_is_gone_a_list_tells_what_was_deleted_meanwhile(bool asEvent)
    {
        var watch = await SyncedAsync(List("10", null, Map("a", "1"), Map("b", "2"), Map("c", "3")));
        if (asEvent)
        {
            await watch.SendAsync("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}""");
        }
        else
        {
            watch.End();
            await _time.PassAsync(0.5, 0.5);
            (await _server.NextAsync(Maps)).Refuse(HttpStatusCode.Gone, "Expired");
            await _time.PassAsync(1, 1);
        }

        (await _server.NextAsync(Maps)).Answer(List("90", null, Map("b", "2"), Map("c", "33"), Map("d", "44")));
        (await _server.NextAsync(Maps)).Query.ShouldContain("resourceVersion=90&");
        _changes.Skip(3).ShouldBe(["modified c 33", "added d 44", "deleted a 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_version_that_is_gone_again_and_again_is_not_asked_for_without_a_wait()
    {
        var watch = await SyncedAsync(List("10", null));
        await watch.SendAsync("""{"type":"ERROR","object":{"kind":"Status","code":410}}""");
        (await _server.NextAsync(Maps)).Answer(List("20", null));
        (await _server.NextAsync(Maps)).Refuse(HttpStatusCode.Gone, "Expired");
        await _time.PassAsync(1, 4);
        (await _server.NextAsync(Maps)).Answer(List("30", null));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_given_up_and_watched_anew()
    {
        var watch = await SyncedAsync(List("10", null));
        await _time.PassAsync(150, 150);
        (await _server.NextAsync(Maps)).Query.ShouldContain("resourceVersion=10&");
        watch.End();
    }

    [Fact]
    public async Task A_line_that_is_no_event_leads_to_a_list()
    {
        var watch = await SyncedAsync(List("10", null, Map("a", "1")));
        await watch.SendAsync("{nonsense");
        await _time.PassAsync(0.5, 0.5);
        (await _server.NextAsync(Maps)).Answer(List("20", null));
        await _server.NextAsync(Maps);
        _changes.ShouldBe(["added a 1", "deleted a 1"]);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_skipped_and_the_watch_goes_on()
    {
        var watch = await SyncedAsync(List("10", null));
        await watch.SendAsync(Event("ADDED", Map(new string('x', 6000), "11")), Event("ADDED", Map("b", "12")));
        await _cache.BecomesAsync(c => c.Get(new("ns", "b")) is not null);
        _cache.Count.ShouldBe(1);
        _reflector.Unreadable.ShouldBe(1);
    }

    [Fact]
    public async Task An_object_that_can_not_be_decoded_keeps_its_state_and_counts_until_it_is_deleted()
    {
        var watch = await SyncedAsync(List("10", null, Map("a", "1")));
        await watch.SendAsync(Event("MODIFIED", Bad("a", "11")), Event("ADDED", Map("b", "12")));
        await _cache.BecomesAsync(c => c.Get(new("ns", "b")) is not null);
        _cache.Get(new("ns", "a"))!.Metadata.ResourceVersion.ShouldBe("1");
        _reflector.Unreadable.ShouldBe(1);
        await watch.SendAsync(Event("DELETED", Bad("a", "13")));
        await _cache.BecomesAsync(c => c.Get(new("ns", "a")) is null);
        _reflector.Unreadable.ShouldBe(0);
    }

    [Fact]
    public async Task What_can_not_be_read_is_counted_as_long_as_it_is_so()
    {
        var watch = await SyncedAsync(List("10", null, Bad("a", "1"), Bad("b", "2")));
        _reflector.Unreadable.ShouldBe(2);
        await watch.SendAsync(Event("MODIFIED", Map("a", "11")));
        await _cache.BecomesAsync(c => c.Get(new("ns", "a")) is not null);
        _reflector.Unreadable.ShouldBe(1);
        await watch.SendAsync("""{"type":"ERROR","object":{"kind":"Status","code":410}}""");
        (await _server.NextAsync(Maps)).Answer(List("90", null, Map("b", "50")));
        await _server.NextAsync(Maps);
        _reflector.Unreadable.ShouldBe(0);
    }

    [Fact]
    public async Task A_listed_object_that_nests_too_deep_hides_no_other()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 300)) + string.Concat(Enumerable.Repeat("]", 300));
        await SyncedAsync(List("10", null, Map("a", "1"), Bad("deep", "2").Replace("[1]", deep), Map("b", "3")));
        _cache.List().Select(m => m.Metadata.Name).Order().ShouldBe(["a", "b"]);
        _reflector.Unreadable.ShouldBe(1);
    }

    [Fact]
    public async Task Ended_while_it_waits_after_a_failure_it_ends_in_peace()
    {
        (await _server.NextAsync(Maps)).Break();
        await _time.WaitedForAsync(0.5, 0.5);
        await _stop.CancelAsync();
        await _running;
    }

    [Fact]
    public async Task A_listed_object_that_can_not_be_decoded_is_not_taken_for_deleted()
    {
        var watch = await SyncedAsync(List("10", null, Map("a", "1"), Bad("never-seen", "2")));
        await watch.SendAsync("""{"type":"ERROR","object":{"kind":"Status","code":410}}""");
        (await _server.NextAsync(Maps)).Answer(List("90", null, Bad("a", "50")));
        await _server.NextAsync(Maps);
        _cache.Get(new("ns", "a"))!.Metadata.ResourceVersion.ShouldBe("1");
        _changes.ShouldBe(["added a 1"]);
    }

    [Fact]
    public async Task A_server_whose_versions_go_back_is_listed_anew()
    {
        var watch = await SyncedAsync(List("1000", null, Map("a", "900")));
        await watch.SendAsync(Event("ADDED", Map("b", "20")));
        (await _server.NextAsync(Maps)).Answer(List("20", null, Map("a", "5"), Map("b", "20")));
        (await _server.NextAsync(Maps)).Query.ShouldContain("resourceVersion=20&");
        _changes.ShouldBe(["added a 900", "modified a 5", "added b 20"]);
    }

    [Fact]
    public async Task A_kind_that_is_not_served_any_more_is_listed_until_it_is_again()
    {
        var watch = await SyncedAsync(List("10", null, Map("a", "1")));
        watch.End();
        await _time.PassAsync(0.5, 0.5);
        (await _server.NextAsync(Maps)).Refuse(HttpStatusCode.NotFound, "NotFound");
        await _time.PassAsync(1, 1);
        var list = await _server.NextAsync(Maps);
        list.Query.ShouldBe("?limit=500");
        list.Refuse(HttpStatusCode.NotFound, "NotFound");
        await _time.PassAsync(2, 2);
        (await _server.NextAsync(Maps)).Answer(List("90", null));
        await _server.NextAsync(Maps);
        _changes.ShouldBe(["added a 1", "deleted a 1"]);
    }

    [Fact]
    public async Task A_server_that_keeps_refusing_to_go_on_is_asked_for_a_list()
    {
        var watch = await SyncedAsync(List("10", null));
        watch.Break();
        foreach (var wait in new[] { 0.5, 1, 2 })
        {
            await _time.PassAsync(wait, wait);
            (await _server.NextAsync(Maps)).Refuse(HttpStatusCode.InternalServerError, "InternalError");
        }

        await _time.PassAsync(4, 4);
        (await _server.NextAsync(Maps)).Query.ShouldBe("?limit=500");
    }

    private static string Map(string name, string version) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"ns","uid":"u-{{{name}}}","resourceVersion":"{{{version}}}"}}""";

    private static string Bad(string name, string version) => Map(name, version)[..^1] + ""","data":[1]}""";

    private static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""";

    private static string List(string version, string? more, params string[] items) =>
        $$"""{"kind":"ConfigMapList","metadata":{"resourceVersion":"{{version}}","continue":"{{more}}"},"items":[{{string.Join(",", items)}}]}""";

    private async Task<ScriptedServer.OpenStream> SyncedAsync(string list)
    {
        (await _server.NextAsync(Maps)).Answer(list);
        var watch = await _server.NextAsync(Maps);
        return watch.Open();
    }
}
