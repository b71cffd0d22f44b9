using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>What applying does to objects on a real API server.</summary>
[Collection(SharedServer.Name)]
public sealed class ApplyTests : IDisposable
{
    private readonly RealControlPlane _plane;
    private readonly RequestLog _log = new();
    private readonly Lazy<ApiClient> _client;
    private readonly Lazy<ApiClient> _stranger;
    private readonly string _name = $"test-{Guid.NewGuid():n}";

    public ApplyTests(RealControlPlane plane)
    {
        RealControlPlane.Require();
        _plane = plane;
        _client = new(() => new ApiClient(_plane.Configuration, new ApiClientOptions { FieldManager = "tester", Handlers = [_log] }));
        _stranger = new(() => new ApiClient(_plane.Configuration, new ApiClientOptions { FieldManager = "stranger" }));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Applier Applier => field ??= new Applier(_client.Value, new ObjectCaches(), "test.example.com");

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        if (_stranger.IsValueCreated)
        {
            _stranger.Value.Dispose();
        }
    }

    [Fact]
    public async Task An_absent_object_is_created_by_one_POST()
    {
        var result = await EnsureAsync(Map(("a", "1")), null);
        result.Outcome.ShouldBe(ApplyOutcome.Created);
        _log.Requests.ShouldBe(["POST /api/v1/namespaces/default/configmaps"]);
    }

    [Fact]
    public async Task An_object_as_desired_costs_no_request()
    {
        var created = await EnsureAsync(Map(("a", "1")), null);
        _log.Clear();
        (await EnsureAsync(Map(("a", "1")), created.Observed)).Outcome.ShouldBe(ApplyOutcome.Unchanged);
        _log.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Drift_is_repaired_by_one_apply_after_the_first()
    {
        var created = await EnsureAsync(Map(("a", "1")), null);
        var applied = await EnsureAsync(Map(("a", "2")), created.Observed);
        var drifted = await PatchAsync("""{"data":{"a":"broken"}}""");
        _log.Clear();
        var repaired = await EnsureAsync(Map(("a", "2")), drifted);
        applied.Outcome.ShouldBe(ApplyOutcome.Applied);
        repaired.Outcome.ShouldBe(ApplyOutcome.Applied);
        repaired.Observed!.Data["a"].ShouldBe("2");
        _log.Requests.ShouldBe([$"PATCH /api/v1/namespaces/default/configmaps/{_name} (apply-patch)"]);
    }

    [Fact]
    public async Task A_field_no_longer_desired_disappears_after_a_create()
    {
        var created = await EnsureAsync(Map(("a", "1"), ("b", "2")), null);
        var applied = await EnsureAsync(Map(("a", "1")), created.Observed);
        applied.Observed!.Data.ShouldBe(new Dictionary<string, string> { ["a"] = "1" });
    }

    [Fact]
    public async Task A_field_no_longer_desired_disappears_after_an_apply()
    {
        var created = await EnsureAsync(Map(("a", "1")), null);
        var more = await EnsureAsync(Map(("a", "1"), ("b", "2")), created.Observed);
        var less = await EnsureAsync(Map(("a", "1")), more.Observed);
        less.Observed!.Data.ShouldBe(new Dictionary<string, string> { ["a"] = "1" });
    }

    [Fact]
    public async Task A_process_that_ends_in_the_middle_of_the_first_apply_leaves_nothing_undone()
    {
        var created = await EnsureAsync(Map(("a", "1"), ("b", "2")), null);
        var mark = created.Observed!.Metadata.Annotations["test.example.com/applied-hash"];
        var half = Json($$"""
            {"apiVersion":"v1","kind":"ConfigMap","data":{"a":"3"},
             "metadata":{"name":"{{_name}}","namespace":"default","annotations":{"test.example.com/applied-hash":"{{mark}}"} } }
            """);
        var unfinished = await _client.Value.ApplyAsync(Kinds.ConfigMap, Key, System.Text.Encoding.UTF8.GetBytes(half.ToJsonString()), force: true, Cancel);
        unfinished.Data.Keys.Order().ShouldBe(["a", "b"]);

        var applied = await EnsureAsync(Map(("a", "3")), unfinished);
        applied.Observed!.Data.ShouldBe(new Dictionary<string, string> { ["a"] = "3" });
    }

    [Fact]
    public async Task A_field_of_another_manager_stays()
    {
        var created = await EnsureAsync(Map(("a", "1"), ("b", "2")), null);
        var foreign = await PatchAsync("""{"data":{"theirs":"x"},"metadata":{"labels":{"theirs":"y"}}}""");
        (await EnsureAsync(Map(("a", "1"), ("b", "2")), foreign)).Outcome.ShouldBe(ApplyOutcome.Unchanged);
        var applied = await EnsureAsync(Map(("a", "1")), foreign);
        applied.Observed!.Data.ShouldBe(new Dictionary<string, string> { ["a"] = "1", ["theirs"] = "x" });
        applied.Observed.Metadata.Labels["theirs"].ShouldBe("y");
        created.Observed!.Metadata.Uid.ShouldBe(applied.Observed.Metadata.Uid);
    }

    [Fact]
    public async Task After_the_first_apply_one_record_of_ours_is_left()
    {
        var created = await EnsureAsync(Map(("a", "1")), null);
        await EnsureAsync(Map(("a", "2")), created.Observed);
        (await RecordsAsync()).ShouldBe(["tester Apply"]);
    }

    [Fact]
    public async Task Records_of_both_operations_are_united()
    {
        var created = await EnsureAsync(Map(("a", "1")), null);
        var applied = await EnsureAsync(Map(("a", "1"), ("b", "2")), created.Observed);
        var patched = await _client.Value.MergePatchAsync(Kinds.ConfigMap, Key, Json("""{"data":{"c":"3"},"metadata":{"annotations":{"test.example.com/applied-hash":null}}}"""), null, Cancel);
        (await RecordsAsync()).Order().ShouldBe(["tester Apply", "tester Update"]);
        var result = await EnsureAsync(Map(("a", "1")), patched);
        result.Observed!.Data.ShouldBe(new Dictionary<string, string> { ["a"] = "1" });
        (await RecordsAsync()).ShouldBe(["tester Apply"]);
        applied.Observed!.Metadata.Uid.ShouldBe(result.Observed.Metadata.Uid);
    }

    [Fact]
    public async Task The_name_of_a_stranger_is_not_touched()
    {
        await _stranger.Value.CreateAsync(Kinds.ConfigMap, Map(("theirs", "x")), Cancel);
        var result = await EnsureAsync(Map(("a", "1")), null, owns: null);
        result.Outcome.ShouldBe(ApplyOutcome.NameTaken);
        result.Observed!.Data.ShouldBe(new Dictionary<string, string> { ["theirs"] = "x" });
    }

    [Fact]
    public async Task An_object_replaced_behind_our_back_is_not_touched()
    {
        var created = await EnsureAsync(Map(("a", "1")), null);
        await _stranger.Value.DeleteAsync(Kinds.ConfigMap, Key, null, Cancel);
        await _stranger.Value.CreateAsync(Kinds.ConfigMap, Map(("theirs", "x")), Cancel);
        var result = await EnsureAsync(Map(("a", "2")), created.Observed, owns: null);
        result.Outcome.ShouldBe(ApplyOutcome.NameTaken);
        (await _client.Value.GetAsync(Kinds.ConfigMap, Key, Cancel))!.Data.ShouldBe(new Dictionary<string, string> { ["theirs"] = "x" });
    }

    [Fact]
    public async Task An_object_deleted_behind_our_back_is_created_anew()
    {
        var created = await EnsureAsync(Map(("a", "1")), null);
        await _stranger.Value.DeleteAsync(Kinds.ConfigMap, Key, null, Cancel);
        var result = await EnsureAsync(Map(("a", "2")), created.Observed);
        result.Outcome.ShouldBe(ApplyOutcome.Created);
        result.Observed!.Metadata.Uid.ShouldNotBe(created.Observed!.Metadata.Uid);
    }

    [Fact]
    public async Task A_refusal_comes_back_as_a_value()
    {
        var kind = Kinds.ConfigMap;
        var frozen = Map(("a", "1"));
        frozen.Immutable = true;
        var created = await EnsureAsync(frozen, null);
        var changed = Map(("a", "2"));
        changed.Immutable = true;
        var result = await Applier.EnsureAsync(kind, changed, created.Observed, _ => true, Cancel);
        result.Outcome.ShouldBe(ApplyOutcome.Rejected);
        result.Refusal!.Causes.ShouldContain(c => c.Field == "data");
    }

    private async Task<ApplyResult<V1ConfigMap>> EnsureAsync(V1ConfigMap desired, V1ConfigMap? observed) =>
        await EnsureAsync(desired, observed, _ => true);

    private Task<ApplyResult<V1ConfigMap>> EnsureAsync(V1ConfigMap desired, V1ConfigMap? observed, Func<V1ConfigMap, bool>? owns) =>
        Applier.EnsureAsync(Kinds.ConfigMap, desired, observed, owns, Cancel);

    private Task<V1ConfigMap> PatchAsync(string patch) => _stranger.Value.MergePatchAsync(Kinds.ConfigMap, Key, Json(patch), null, Cancel);

    private static JsonObject Json(string json) => JsonNode.Parse(json)!.AsObject();

    private NamespacedName Key => new("default", _name);

    private async Task<IEnumerable<string>> RecordsAsync()
    {
        var live = await _client.Value.GetJsonAsync(Kinds.ConfigMap, Key, Cancel);
        return live!["metadata"]!["managedFields"]!.AsArray().Select(r => $"{r!["manager"]} {r["operation"]}");
    }

    private V1ConfigMap Map(params (string Key, string Value)[] data) => new()
    {
        Metadata = new V1ObjectMeta { Name = _name, NamespaceProperty = "default" },
        Data = data.ToDictionary(d => d.Key, d => d.Value),
    };
}
