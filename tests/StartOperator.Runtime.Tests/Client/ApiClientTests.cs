using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.Client;

/// <summary>What requests look like, and what becomes of their answers.</summary>
public sealed class ApiClientTests : IDisposable
{
    private const string Map = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7"}}""";
    private static readonly NamespacedName Key = new("ns", "a");

    private readonly ObservedTime _time = new();
    private readonly ScriptedServer _server = new();
    private readonly ApiClient _client;
    private readonly ObjectCache<V1ConfigMap> _cache = new(Kinds.ConfigMap);

    public ApiClientTests()
    {
        _client = _server.Client(_time);
        _client.Observe(Kinds.ConfigMap, _cache);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Requests_go_where_the_kind_is_served()
    {
        await AskedAsync(_client.GetAsync(Kinds.ConfigMap, Key, Cancel), "GET /api/v1/namespaces/ns/configmaps/a", "");
        await AskedAsync(_client.GetAsync(Kinds.Node, new("", "n"), Cancel), "GET /api/v1/nodes/n", "");
        await AskedAsync(_client.GetAsync(Kinds.Lease, Key, Cancel), "GET /apis/coordination.k8s.io/v1/namespaces/ns/leases/a", "");
        await AskedAsync(
            _client.CreateAsync(Kinds.ConfigMap, new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "ns" } }, Cancel),
            "POST /api/v1/namespaces/ns/configmaps", "?fieldManager=tester");
        await AskedAsync(
            _client.ApplyAsync(Kinds.ConfigMap, Key, "{}"u8.ToArray(), force: true, Cancel),
            "PATCH /api/v1/namespaces/ns/configmaps/a", "?fieldManager=tester&force=true", "application/apply-patch+yaml");
        await AskedAsync(
            _client.MergePatchAsync(Kinds.ConfigMap, Key, [], "status", Cancel),
            "PATCH /api/v1/namespaces/ns/configmaps/a/status", "?fieldManager=tester", "application/merge-patch+json");
        await AskedAsync(
            _client.JsonPatchAsync(Kinds.ConfigMap, Key, [], null, Cancel),
            "PATCH /api/v1/namespaces/ns/configmaps/a", "?fieldManager=tester", "application/json-patch+json");
    }

    [Fact]
    public async Task A_name_can_not_lead_elsewhere()
    {
        await AskedAsync(_client.GetAsync(Kinds.ConfigMap, new("ns", "../../pods?x=y"), Cancel), "GET /api/v1/namespaces/ns/configmaps/..%2F..%2Fpods%3Fx%3Dy", "");
        await Should.ThrowAsync<ArgumentException>(() => _client.GetAsync(Kinds.ConfigMap, new("ns", ""), Cancel));
        await Should.ThrowAsync<ArgumentException>(() => _client.GetAsync(Kinds.ConfigMap, new("", "a"), Cancel));
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_in_time_is_a_failure_like_any_other()
    {
        var get = _client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        (await _server.NextAsync("GET")).NotConnect();
        var failure = await Should.ThrowAsync<ApiException>(get);
        (failure.Reason, failure.IsTransient).ShouldBe(("Unreachable", true));
        failure.Message.ShouldContain("ConnectTimeout");
    }

    [Fact]
    public async Task A_caller_that_cancels_is_told_nothing_else()
    {
        using var cancel = new CancellationTokenSource();
        var get = _client.GetAsync(Kinds.ConfigMap, Key, cancel.Token);
        await _server.NextAsync("GET");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(get);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    public async Task An_answer_that_is_no_object_is_a_failure_like_any_other(string answer)
    {
        foreach (var ask in (Func<Task>[])
        [
            () => _client.GetAsync(Kinds.ConfigMap, Key, Cancel),
            () => _client.MergePatchAsync(Kinds.ConfigMap, Key, [], null, Cancel),
            () => _client.DeleteAsync(Kinds.ConfigMap, Key, null, Cancel),
        ])
        {
            var asked = ask();
            (await _server.NextAsync()).Answer(answer);
            (await Should.ThrowAsync<ApiException>(asked)).Reason.ShouldBe("Malformed");
        }
    }

    [Fact]
    public async Task An_absent_object_is_null()
    {
        var get = _client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        (await _server.NextAsync()).Refuse(HttpStatusCode.NotFound, "NotFound");
        (await get).ShouldBeNull();
    }

    [Fact]
    public async Task A_refusal_carries_what_the_server_says()
    {
        var get = _client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        (await _server.NextAsync()).Answer(
            """
            {"kind":"Status","reason":"Invalid","message":"spec is wrong","code":422,
             "details":{"causes":[{"field":"spec.x","reason":"FieldValueInvalid","message":"too long"}],"retryAfterSeconds":3}}
            """,
            HttpStatusCode.UnprocessableEntity);
        var error = await Should.ThrowAsync<ApiException>(get);
        error.IsInvalid.ShouldBeTrue();
        error.Detail.ShouldBe("spec is wrong");
        error.Message.ShouldBe("GET api/v1/namespaces/ns/configmaps/a: 422 Invalid: spec is wrong");
        error.Causes.ShouldBe([new ApiErrorCause("spec.x", "FieldValueInvalid", "too long")]);
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("Sat, 01 Jan 2000 00:01:00 GMT", 60)]
    [InlineData("Fri, 31 Dec 1999 00:00:00 GMT", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public async Task Retry_After_is_understood_in_both_forms(string? header, int? seconds)
    {
        var get = _client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        (await _server.NextAsync()).Answer("busy", HttpStatusCode.TooManyRequests, header);
        var error = await Should.ThrowAsync<ApiException>(get);
        error.RetryAfter.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
        error.IsTransient.ShouldBeTrue();
        error.Reason.ShouldBe("TooManyRequests");
        error.Detail.ShouldBe("busy");
    }

    [Fact]
    public async Task A_connection_that_fails_is_told_from_a_refusal()
    {
        var get = _client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        (await _server.NextAsync()).Break();
        var error = await Should.ThrowAsync<ApiException>(get);
        error.IsConnectionFailure.ShouldBeTrue();
        error.IsTransient.ShouldBeTrue();
        error.Reason.ShouldBe("Unreachable");
    }

    [Fact]
    public async Task No_answer_in_time_is_a_timeout()
    {
        var get = _client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        await _server.NextAsync();
        await _time.PassAsync(30, 30);
        (await Should.ThrowAsync<ApiException>(get)).Reason.ShouldBe("Timeout");
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_a_timeout_too()
    {
        var get = _client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        await (await _server.NextAsync()).Open().SendAsync("{");
        await _time.PassAsync(30, 30);
        (await Should.ThrowAsync<ApiException>(get)).Reason.ShouldBe("Timeout");
    }

    [Fact]
    public async Task Cancelling_is_neither()
    {
        using var cancel = new CancellationTokenSource();
        var get = _client.GetAsync(Kinds.ConfigMap, Key, cancel.Token);
        await _server.NextAsync();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(get);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused()
    {
        using var client = _server.Client(_time, new ApiClientOptions { MaxResponseBytes = 1000 });
        var get = client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        (await _server.NextAsync()).Answer(new string('x', 100_000));
        (await Should.ThrowAsync<ApiException>(get)).Reason.ShouldBe("TooLarge");
    }

    [Fact]
    public async Task The_cache_learns_of_reads_and_writes_but_gets_objects_of_its_own()
    {
        var get = _client.GetAsync(Kinds.ConfigMap, Key, Cancel);
        (await _server.NextAsync()).Answer(Map);
        var read = await get;
        read!.Metadata.Name = "changed by the caller";
        _cache.Get(Key)!.Metadata.Name.ShouldBe("a");
    }

    [Fact]
    public async Task A_deletion_names_its_conditions()
    {
        var conditions = new DeleteConditions { Uid = "u", ResourceVersion = "7", Propagation = DeletePropagation.Foreground, GracePeriodSeconds = 0 };
        var delete = _client.DeleteAsync(Kinds.ConfigMap, Key, conditions, Cancel);
        var exchange = await _server.NextAsync("DELETE /api/v1/namespaces/ns/configmaps/a");
        exchange.Answer("""{"kind":"Status","status":"Success","details":{"uid":"u"}}""");
        (await delete).ShouldBe(DeleteOutcome.Deleted);
        JsonNode.DeepEquals(
            JsonNode.Parse(exchange.Body),
            JsonNode.Parse("""
                {"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0,"propagationPolicy":"Foreground",
                 "preconditions":{"uid":"u","resourceVersion":"7"}}
                """)).ShouldBeTrue(exchange.Body);
    }

    [Theory]
    [InlineData("""{"kind":"Status","status":"Success","details":{"uid":"u"}}""", DeleteOutcome.Deleted, false)]
    [InlineData(Map, DeleteOutcome.Deleted, false)]
    [InlineData("""{"kind":"ConfigMap","metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"8","deletionTimestamp":"2030-01-01T00:00:00Z","finalizers":["x/y"]}}""", DeleteOutcome.Terminating, true)]
    [InlineData("""{"kind":"ConfigMap","metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"8","deletionTimestamp":"2030-01-01T00:00:00Z","deletionGracePeriodSeconds":30}}""", DeleteOutcome.Terminating, true)]
    [InlineData("""{"kind":"ConfigMap","metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"8","deletionTimestamp":"2030-01-01T00:00:00Z","deletionGracePeriodSeconds":0}}""", DeleteOutcome.Deleted, false)]
    public async Task The_answer_to_a_deletion_tells_whether_the_object_is_still_there(string answer, DeleteOutcome outcome, bool isThere)
    {
        _cache.ObserveWrite(Kinds.ConfigMap.Read(System.Text.Encoding.UTF8.GetBytes(Map)));
        var delete = _client.DeleteAsync(Kinds.ConfigMap, Key, null, Cancel);
        (await _server.NextAsync()).Answer(answer);
        (await delete).ShouldBe(outcome);
        (_cache.Get(Key) is not null).ShouldBe(isThere);
        _cache.Get(Key)?.Metadata.DeletionTimestamp.ShouldNotBeNull();
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_no_error_and_the_cache_learns_of_it()
    {
        _cache.ObserveWrite(Kinds.ConfigMap.Read(System.Text.Encoding.UTF8.GetBytes(Map)));
        var delete = _client.DeleteAsync(Kinds.ConfigMap, Key, new DeleteConditions { Uid = "u" }, Cancel);
        (await _server.NextAsync()).Refuse(HttpStatusCode.NotFound, "NotFound");
        (await delete).ShouldBe(DeleteOutcome.NotFound);
        _cache.Get(Key).ShouldBeNull();
    }

    [Fact]
    public async Task A_list_with_an_object_that_can_not_be_decoded_says_which()
    {
        var list = _client.ListAsync(Kinds.ConfigMap, "ns", "app=x", Cancel);
        var exchange = await _server.NextAsync("GET /api/v1/namespaces/ns/configmaps");
        exchange.Query.ShouldBe("?limit=500&labelSelector=app=x");
        exchange.Answer($$"""{"metadata":{"resourceVersion":"1"},"items":[{{Map}},{"metadata":{"name":"bad","namespace":"ns"},"data":7}]}""");
        (await Should.ThrowAsync<ApiException>(list)).Message.ShouldContain("ns/bad");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":{}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":[{]}""")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task What_is_no_list_is_malformed(string answer)
    {
        var list = _client.ListAsync(Kinds.ConfigMap, null, null, Cancel);
        (await _server.NextAsync()).Answer(answer);
        (await Should.ThrowAsync<ApiException>(list)).Reason.ShouldBe("Malformed");
    }

    private async Task AskedAsync(Task request, string expected, string query, string? type = null)
    {
        var exchange = await _server.NextAsync();
        exchange.ToString().ShouldBe(expected);
        exchange.Query.ShouldBe(query);
        exchange.ContentType.ShouldBe(type ?? (expected[0] == 'P' ? "application/json" : ""));
        exchange.Refuse(HttpStatusCode.Conflict, "Conflict");
        (await Should.ThrowAsync<ApiException>(request)).IsConflict.ShouldBeTrue();
    }
}
