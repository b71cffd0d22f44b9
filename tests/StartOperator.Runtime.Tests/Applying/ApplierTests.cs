using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.Applying;

/// <summary>What applying does in cases that a well-behaved server doesn't show.</summary>
public sealed class ApplierTests : IDisposable
{
    private const string Annotation = "test.example.com/applied-hash";
    private const string Maps = "/api/v1/namespaces/ns/configmaps";
    private static readonly NamespacedName Key = new("ns", "a");

    private readonly ScriptedServer _server = new();
    private readonly ApiClient _client;
    private readonly ObjectCaches _caches = new();
    private readonly Applier _applier;

    public ApplierTests()
    {
        _client = _server.Client();
        _applier = new Applier(_client, _caches, "test.example.com");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task What_a_webhook_makes_of_a_create_is_no_drift_but_what_comes_after_is()
    {
        var create = EnsureAsync(Map(), null);
        var post = await _server.NextAsync($"POST {Maps}");
        post.Answer(Stored(post.Body, "1", o => o["data"]!["k"] = "webhook"));
        var created = (await create).Observed!;
        (await EnsureAsync(Map(), created)).Outcome.ShouldBe(ApplyOutcome.Unchanged);

        var drifted = Kinds.ConfigMap.Read(Encoding.UTF8.GetBytes(Stored(post.Body, "2", o => o["data"]!["k"] = "vandal")));
        var repair = EnsureAsync(Map(), drifted);
        var first = await _server.NextAsync($"PATCH {Maps}/a");
        first.Answer(Stored(first.Body, "3", o => o["data"]!["k"] = "webhook"));
        var patch = await _server.NextAsync($"PATCH {Maps}/a");
        patch.Body.ShouldContain("\"uid\":\"u\"");
        patch.Answer(Stored(patch.Body, "3", o => o["data"]!["k"] = "webhook"));
        var repaired = await repair;
        repaired.Outcome.ShouldBe(ApplyOutcome.Applied);
        repaired.Differences.ShouldBe(["data.k: \"vandal\""]);
        (await EnsureAsync(Map(), repaired.Observed)).Outcome.ShouldBe(ApplyOutcome.Unchanged);
    }

    [Fact]
    public async Task Ours_on_its_way_out_is_left_alone()
    {
        var leaving = Observed(m => m.DeletionTimestamp = DateTime.UnixEpoch);
        (await EnsureAsync(Map(), leaving)).Outcome.ShouldBe(ApplyOutcome.Terminating);
        _server.ShouldBeIdle();
    }

    [Fact]
    public async Task Without_a_rule_the_controlling_owner_decides()
    {
        var desired = Map();
        desired.Metadata.OwnerReferences = [Owner("me")];
        (await _applier.EnsureAsync(Kinds.ConfigMap, desired, Observed(m => m.OwnerReferences = [Owner("you")]), null, Cancel)).Outcome
            .ShouldBe(ApplyOutcome.NameTaken);
        (await _applier.EnsureAsync(Kinds.ConfigMap, desired, Observed(m => { }), null, Cancel)).Outcome.ShouldBe(ApplyOutcome.NameTaken);
        (await _applier.EnsureAsync(
            Kinds.ConfigMap, desired, Observed(m => (m.OwnerReferences, m.DeletionTimestamp) = ([Owner("me")], DateTime.UnixEpoch)), null, Cancel)).Outcome
            .ShouldBe(ApplyOutcome.Terminating, "it is ours");
    }

    [Fact]
    public async Task Without_an_owner_our_annotation_decides()
    {
        (await _applier.EnsureAsync(Kinds.ConfigMap, Map(), Observed(m => { }), null, Cancel)).Outcome.ShouldBe(ApplyOutcome.NameTaken);
        var ours = Observed(m =>
        {
            m.Annotations = new Dictionary<string, string> { [Annotation] = "created:x" };
            m.DeletionTimestamp = DateTime.UnixEpoch;
        });
        (await _applier.EnsureAsync(Kinds.ConfigMap, Map(), ours, null, Cancel)).Outcome.ShouldBe(ApplyOutcome.Terminating);
    }

    [Fact]
    public async Task A_synced_cache_is_asked_and_without_one_the_server()
    {
        var asked = _applier.EnsureAsync(Kinds.ConfigMap, Map(), cancellationToken: Cancel);
        (await _server.NextAsync($"GET {Maps}/a")).Refuse(HttpStatusCode.NotFound, "NotFound");
        (await _server.NextAsync($"POST {Maps}")).Refuse(HttpStatusCode.Forbidden, "Forbidden", "exceeded quota");
        var refused = await asked;
        refused.Outcome.ShouldBe(ApplyOutcome.Rejected);
        refused.Refusal!.Detail.ShouldBe("exceeded quota");
        refused.Observed.ShouldBeNull();

        var cache = new ObjectCache<V1ConfigMap>(Kinds.ConfigMap);
        cache.Replace("", cache.BeginList(), [Observed(m => { })], new HashSet<NamespacedName>(), "1");
        _caches.Add(cache);
        (await _applier.EnsureAsync(Kinds.ConfigMap, Map(), cancellationToken: Cancel)).Outcome.ShouldBe(ApplyOutcome.NameTaken);
        _server.ShouldBeIdle();
    }

    [Fact]
    public async Task A_create_that_meets_an_object_looks_at_it_and_one_that_keeps_doing_so_gives_up()
    {
        var create = EnsureAsync(Map(), null);
        for (var i = 0; i < 2; i++)
        {
            (await _server.NextAsync($"POST {Maps}")).Refuse(HttpStatusCode.Conflict, "AlreadyExists");
            (await _server.NextAsync($"GET {Maps}/a")).Refuse(HttpStatusCode.NotFound, "NotFound");
        }

        (await _server.NextAsync($"POST {Maps}")).Refuse(HttpStatusCode.Conflict, "AlreadyExists");
        (await Should.ThrowAsync<ApiException>(create)).IsAlreadyExists.ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_in_trouble_is_an_exception_and_not_a_refusal()
    {
        var create = EnsureAsync(Map(), null);
        (await _server.NextAsync()).Refuse(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
        (await Should.ThrowAsync<ApiException>(create)).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_has_yet_to_learn_of_the_owners_kind_is_an_exception_and_not_a_refusal()
    {
        var create = EnsureAsync(Map(), null);
        (await _server.NextAsync("POST")).Refuse(
            HttpStatusCode.Forbidden, "Forbidden", "configmaps is forbidden: cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion test.example.com/v1 Kind Widget");
        (await Should.ThrowAsync<ApiException>(create)).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task At_the_first_apply_what_is_wanted_goes_before_the_ownership_and_counts_as_done_only_after_it()
    {
        const string Created = "created:old";
        var update = EnsureAsync(Map(), Observed(m => m.Annotations = new Dictionary<string, string> { [Annotation] = Created }));
        var first = await _server.NextAsync($"PATCH {Maps}/a");
        (first.ContentType, MarkOf(first.Body)).ShouldBe(("application/apply-patch+yaml", "created:unfinished"));
        first.Answer(Stored(first.Body, "2", o => o["metadata"]!["managedFields"] = Records()));

        var rewrite = await _server.NextAsync($"PATCH {Maps}/a");
        rewrite.ContentType.ShouldBe("application/merge-patch+json");
        rewrite.Answer(Stored(first.Body, "3", _ => { }));
        var second = await _server.NextAsync($"PATCH {Maps}/a");
        second.ContentType.ShouldBe("application/apply-patch+yaml");
        MarkOf(second.Body).ShouldStartWith("applied:");
        second.Answer(Stored(second.Body, "4", _ => { }));
        (await update).Outcome.ShouldBe(ApplyOutcome.Applied);
    }

    [Fact]
    public async Task What_was_left_unfinished_is_finished_also_when_the_old_form_is_wanted_again()
    {
        var create = EnsureAsync(Map(), null);
        var post = await _server.NextAsync("POST");
        post.Answer(Stored(post.Body, "1", _ => { }));
        var created = (await create).Observed!;

        var wanted = Map();
        wanted.Data["more"] = "v";
        var update = EnsureAsync(wanted, created);
        var first = await _server.NextAsync("PATCH");
        var unfinished = Stored(first.Body, "2", o => o["metadata"]!["managedFields"] = Records());
        first.Answer(unfinished);
        (await _server.NextAsync("PATCH")).Refuse(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
        await Should.ThrowAsync<ApiException>(update);

        var back = EnsureAsync(Map(), Kinds.ConfigMap.Read(System.Text.Encoding.UTF8.GetBytes(unfinished)));
        var again = await _server.NextAsync("PATCH");
        again.ContentType.ShouldBe("application/apply-patch+yaml");
        again.Body.ShouldNotContain("more");
        again.Refuse(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
        await Should.ThrowAsync<ApiException>(back);
    }

    [Fact]
    public async Task An_ownership_that_changes_under_our_hands_is_read_again()
    {
        var update = EnsureAsync(Map(), Observed(m => m.Annotations = new Dictionary<string, string> { [Annotation] = "created:old" }));
        var first = await _server.NextAsync("PATCH");
        first.Answer(Stored(first.Body, "1", o => o["metadata"]!["managedFields"] = Records()));
        for (var i = 0; i < 2; i++)
        {
            (await _server.NextAsync("PATCH")).Refuse(HttpStatusCode.Conflict, "Conflict");
            (await _server.NextAsync("GET")).Answer(Stored(first.Body, "1", o => o["metadata"]!["managedFields"] = i == 0 ? Records() : null));
        }

        var apply = await _server.NextAsync("PATCH");
        apply.ContentType.ShouldBe("application/apply-patch+yaml");
        apply.Answer(Stored(apply.Body, "2", _ => { }));
        (await update).Outcome.ShouldBe(ApplyOutcome.Applied);
    }

    [Fact]
    public async Task An_update_never_creates_what_turns_out_to_be_gone()
    {
        var update = _applier.UpdateAsync(Kinds.ConfigMap, Map(), Observed(m => m.Annotations = new Dictionary<string, string> { [Annotation] = "applied:old" }), null, Cancel);
        (await _server.NextAsync("PATCH")).Refuse(HttpStatusCode.Conflict, "Conflict", "no existing object was found");
        (await _server.NextAsync($"GET {Maps}/a")).Refuse(HttpStatusCode.NotFound, "NotFound");
        var result = await update;
        (result.Outcome, result.Observed, result.IsAsDesired).ShouldBe((ApplyOutcome.Absent, null, false));
        _server.ShouldBeIdle();
    }

    [Fact]
    public async Task Pruning_deletes_what_is_ours_and_not_desired_and_nothing_else()
    {
        V1ConfigMap[] observed = [Named("keep"), Named("foreign"), Named("leaving", leaving: true), Named("go"), Named("gone"), Named("replaced")];
        var prune = _applier.PruneAsync(
            Kinds.ConfigMap, observed, new HashSet<NamespacedName> { new("ns", "keep") }, m => m.Metadata.Name != "foreign", Cancel);
        var delete = await _server.NextAsync($"DELETE {Maps}/go");
        delete.Body.ShouldContain("\"uid\":\"u-go\"");
        delete.Answer("""{"kind":"Status","status":"Success"}""");
        (await _server.NextAsync($"DELETE {Maps}/gone")).Refuse(HttpStatusCode.NotFound, "NotFound");
        (await _server.NextAsync($"DELETE {Maps}/replaced")).Refuse(HttpStatusCode.Conflict, "Conflict");
        (await prune).Select(m => m.Metadata.Name).ShouldBe(["go"]);
    }

    [Fact]
    public async Task A_status_is_written_as_what_differs_and_not_at_all_when_nothing_does()
    {
        var observed = new Widget
        {
            Metadata = new V1ObjectMeta { Name = "w", NamespaceProperty = "ns", Uid = "u" },
            Status = new WidgetStatus { Ready = 1, Note = "old" },
        };
        (await _applier.PatchStatusAsync(TestKinds.Widget, observed, observed with { Status = observed.Status with { } }, Cancel)).ShouldBeSameAs(observed);
        var patch = _applier.PatchStatusAsync(TestKinds.Widget, observed, observed with { Status = new WidgetStatus { Ready = 2 } }, Cancel);
        var exchange = await _server.NextAsync("PATCH /apis/test.example.com/v1/namespaces/ns/widgets/w/status");
        exchange.ContentType.ShouldBe("application/merge-patch+json");
        exchange.Body.ShouldBe("""{"status":{"note":null,"ready":2}}""");
        exchange.Answer("""{"metadata":{"name":"w","namespace":"ns","resourceVersion":"9"},"status":{"ready":2}}""");
        (await patch).Status!.Ready.ShouldBe(2);
    }

    private static V1OwnerReference Owner(string uid) => new() { Uid = uid, Controller = true, Kind = "K", Name = "n", ApiVersion = "v1" };

    private static V1ConfigMap Map() => new()
    {
        Metadata = new V1ObjectMeta { Name = Key.Name, NamespaceProperty = Key.Namespace },
        Data = new Dictionary<string, string> { ["k"] = "v" },
    };

    private static V1ConfigMap Observed(Action<V1ObjectMeta> change)
    {
        var map = Map();
        (map.Metadata.Uid, map.Metadata.ResourceVersion) = ("u", "1");
        change(map.Metadata);
        return map;
    }

    private static V1ConfigMap Named(string name, bool leaving = false) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = "ns",
            Uid = $"u-{name}",
            DeletionTimestamp = leaving ? DateTime.UnixEpoch : null,
        },
    };

    /// <summary>What the server keeps of a body.</summary>
    private static string Stored(string body, string version, Action<JsonObject> change)
    {
        var stored = JsonNode.Parse(body)!.AsObject();
        stored["metadata"]!["uid"] = "u";
        stored["metadata"]!["resourceVersion"] = version;
        change(stored);
        return stored.ToJsonString();
    }

    private Task<ApplyResult<V1ConfigMap>> EnsureAsync(V1ConfigMap desired, V1ConfigMap? observed) =>
        _applier.EnsureAsync(Kinds.ConfigMap, desired, observed, _ => true, Cancel);

    private static JsonArray Records() => [new JsonObject { ["manager"] = "tester", ["operation"] = "Update", ["apiVersion"] = "v1" }];

    private static string? MarkOf(string body) => (string?)JsonNode.Parse(body)!["metadata"]!["annotations"]![Annotation];
}
