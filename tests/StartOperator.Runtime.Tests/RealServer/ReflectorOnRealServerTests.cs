using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Watching;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>A cache and a real API server that goes away, comes back, and forgets.</summary>
public sealed class ReflectorOnRealServerTests(RealControlPlane plane) : IClassFixture<RealControlPlane>, IAsyncLifetime
{
    private readonly Outage _outage = new();
    private readonly RequestLog _log = new();
    private readonly ConcurrentQueue<string> _changes = new();
    private readonly CancellationTokenSource _stop = new();
    private TestNamespace _space = null!;
    private ApiClient _client = null!;
    private ObjectCache<V1ConfigMap> _cache = null!;
    private Task _running = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _space = await TestNamespace.CreateAsync(plane);
        _client = new ApiClient(plane.Configuration, new ApiClientOptions { FieldManager = "tester", Handlers = [_log, _outage] });
        _cache = new ObjectCache<V1ConfigMap>(Kinds.ConfigMap, new CacheScope([_space.Name], null));
        _client.Observe(Kinds.ConfigMap, _cache);
        _cache.Subscribe(c => _changes.Enqueue((c.Old, c.New) switch
        {
            (null, { } added) => $"added {added.Metadata.Name}",
            ({ } deleted, null) => $"deleted {deleted.Metadata.Name}",
            (_, { } modified) => $"modified {modified!.Metadata.Name}",
            _ => "nothing",
        }));
        await CreateAsync("first");
        await CreateAsync("second");
        var reflector = new Reflector<V1ConfigMap>(
            _client, _cache, _space.Name, new ReflectorOptions { PageSize = 1 }, TimeProvider.System, NullLogger.Instance);
        _running = reflector.RunAsync(_stop.Token);
        await _cache.WaitForSyncAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client?.Dispose();
        _space?.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_list_in_pages_is_complete_and_without_managed_fields()
    {
        _cache.List(_space.Name).Select(c => c.Metadata.Name).Order().ShouldBe(["first", "second"]);
        _cache.Get(_space.Key("first"))!.Metadata.ManagedFields.ShouldBeNull();
        _log.Requests.Count.ShouldBe(2);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Changes_arrive_through_the_watch()
    {
        await CreateAsync("third");
        await _cache.BecomesAsync(c => c.Get(_space.Key("third")) is not null);
        await _space.Client.MergePatchAsync(Kinds.ConfigMap, _space.Key("third"), Json("""{"data":{"a":"b"}}"""), null, Cancel);
        await _cache.BecomesAsync(c => c.Get(_space.Key("third"))!.Data?["a"] == "b");
        await _space.Client.DeleteAsync(Kinds.ConfigMap, _space.Key("third"), null, Cancel);
        await _cache.BecomesAsync(c => c.Get(_space.Key("third")) is null);
        _changes.ShouldBe(["added first", "added second", "added third", "modified third", "deleted third"]);
    }

    [Fact]
    public async Task The_watch_goes_on_after_the_server_was_restarted()
    {
        await plane.StopServerAsync();
        await plane.StartServerAsync();
        await CreateAsync("third");
        await _cache.BecomesAsync(c => c.Get(_space.Key("third")) is not null);
        _changes.ShouldBe(["added first", "added second", "added third"]);
    }

    [Fact]
    public async Task A_cut_connection_goes_on_where_it_was_without_a_list()
    {
        _log.Clear();
        _outage.Begin();
        await _space.Client.DeleteAsync(Kinds.ConfigMap, _space.Key("first"), null, Cancel);
        await CreateAsync("third");
        _outage.End();
        await _cache.BecomesAsync(c => c.Get(_space.Key("third")) is not null);
        _changes.ShouldBe(["added first", "added second", "deleted first", "added third"]);
        _log.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_deleted_while_the_history_was_lost_is_told()
    {
        _log.Clear();
        _outage.Begin();
        await _space.Client.DeleteAsync(Kinds.ConfigMap, _space.Key("first"), null, Cancel);
        var last = await CreateAsync("third");
        await plane.CompactAsync(last.Metadata.ResourceVersion);
        await plane.StopServerAsync();
        await plane.StartServerAsync();
        _outage.End();
        await _cache.BecomesAsync(c => c.Get(_space.Key("third")) is not null);
        await _cache.BecomesAsync(c => c.Get(_space.Key("first")) is null);
        _changes.Order().ShouldBe(["added first", "added second", "added third", "deleted first"]);
        _log.Requests.ShouldNotBeEmpty("the server no longer knew the version, so a list was needed");
    }

    [Fact]
    public async Task Our_own_writes_are_in_the_cache_at_once()
    {
        _outage.Begin();
        _outage.End();
        var created = await _client.CreateAsync(Kinds.ConfigMap, new V1ConfigMap { Metadata = _space.Meta("ours") }, Cancel);
        _cache.Get(_space.Key("ours"))!.Metadata.Uid.ShouldBe(created.Metadata.Uid);
        await _client.MergePatchAsync(Kinds.ConfigMap, _space.Key("ours"), Json("""{"data":{"a":"b"}}"""), null, Cancel);
        _cache.Get(_space.Key("ours"))!.Data["a"].ShouldBe("b");
        (await _client.DeleteAsync(Kinds.ConfigMap, _space.Key("ours"), null, Cancel)).ShouldBe(DeleteOutcome.Deleted);
        _cache.Get(_space.Key("ours")).ShouldBeNull();
        await CreateAsync("after");
        await _cache.BecomesAsync(c => c.Get(_space.Key("after")) is not null);
        _changes.Where(c => c.EndsWith("ours", StringComparison.Ordinal)).ShouldBe(["added ours", "modified ours", "deleted ours"]);
    }

    private static JsonObject Json(string json) => JsonNode.Parse(json)!.AsObject();

    private Task<V1ConfigMap> CreateAsync(string name) =>
        _space.Client.CreateAsync(Kinds.ConfigMap, new V1ConfigMap { Metadata = _space.Meta(name) }, Cancel);
}
