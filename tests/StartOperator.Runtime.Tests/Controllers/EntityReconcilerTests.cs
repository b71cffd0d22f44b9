using System.Net;
using k8s.Models;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Runtime.Tests.Controllers;

/// <summary>Which method of a controller is called, and what happens to finalizers.</summary>
public sealed class EntityReconcilerTests : IAsyncLifetime
{
    private const string Finalizer = "test.example.com/f";
    private static readonly NamespacedName Key = new("ns", "w");

    private readonly ScriptedServer _server = new();
    private readonly StartOperator.Runtime.Client.ApiClient _client;
    private readonly ObjectCache<Widget> _cache = new(TestKinds.Widget);
    private readonly Recorder _recorder = new();
    private readonly EntityReconciler<Widget> _reconciler;

    public EntityReconcilerTests()
    {
        _client = _server.Client();
        _client.Observe(TestKinds.Widget, _cache);
        _reconciler = new EntityReconciler<Widget>(_recorder, [new NamedFinalizer<Widget>(Finalizer, _recorder)], _cache, _client);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The controller has begun to work: before that nobody is told of a deletion.</summary>
    public async ValueTask InitializeAsync() => await _reconciler.ReconcileAsync(new NamespacedName("ns", "none"), Cancel);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Fact]
    public async Task What_goes_before_the_controller_works_is_neither_kept_nor_told()
    {
        var waiting = new EntityReconciler<Widget>(_recorder, [], _cache, _client);
        waiting.Deleted(Key, Make("old")).ShouldBeFalse();
        await waiting.ReconcileAsync(Key, Cancel);
        _recorder.Calls.ShouldBeEmpty();
        waiting.Deleted(Key, Make("new")).ShouldBeTrue();
        await waiting.ReconcileAsync(Key, Cancel);
        _recorder.Calls.ShouldBe(["deleted new"]);
    }

    [Fact]
    public async Task A_widget_that_went_before_its_finalizer_was_attached_is_not_worked_on()
    {
        Put(finalize: true);
        var reconcile = _reconciler.ReconcileAsync(Key, Cancel);
        (await _server.NextAsync("PATCH")).Refuse(HttpStatusCode.NotFound, "NotFound");
        (await reconcile).ShouldBe(ReconcileOutcome.Done);
        _recorder.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_widget_is_reconciled_as_the_cache_has_it_without_a_request()
    {
        var widget = Put();
        (await _reconciler.ReconcileAsync(Key, Cancel)).IsSuccess.ShouldBeTrue();
        _recorder.Calls.ShouldBe(["reconcile u"]);
        _recorder.Last.ShouldBeSameAs(widget);
        _server.ShouldBeIdle();
    }

    [Fact]
    public async Task A_key_without_a_widget_is_done()
    {
        (await _reconciler.ReconcileAsync(Key, Cancel)).ShouldBe(ReconcileOutcome.Done);
        _recorder.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_outcome_is_the_controllers()
    {
        Put();
        _recorder.Result = w => ReconciliationResult<Widget>.Failure(w, "broken", new IOException(), TimeSpan.FromSeconds(9));
        var outcome = await _reconciler.ReconcileAsync(Key, Cancel);
        outcome.ErrorMessage.ShouldBe("broken");
        outcome.Error.ShouldBeOfType<IOException>();
        outcome.RequeueAfter.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task A_widget_that_is_gone_is_told_once_before_what_took_its_name_is_reconciled()
    {
        _reconciler.Deleted(Key, Make("old"));
        Put(uid: "new");
        await _reconciler.ReconcileAsync(Key, Cancel);
        await _reconciler.ReconcileAsync(Key, Cancel);
        _recorder.Calls.ShouldBe(["deleted old", "reconcile new", "reconcile new"]);
    }

    [Fact]
    public async Task A_deletion_is_told_until_the_controller_succeeds()
    {
        _reconciler.Deleted(Key, Make("old"));
        _recorder.Result = w => ReconciliationResult<Widget>.Failure(w, "not now");
        (await _reconciler.ReconcileAsync(Key, Cancel)).IsSuccess.ShouldBeFalse();
        _recorder.Result = w => ReconciliationResult<Widget>.Success(w);
        (await _reconciler.ReconcileAsync(Key, Cancel)).IsSuccess.ShouldBeTrue();
        (await _reconciler.ReconcileAsync(Key, Cancel)).IsSuccess.ShouldBeTrue();
        _recorder.Calls.ShouldBe(["deleted old", "deleted old"]);
    }

    [Fact]
    public async Task Of_two_widgets_of_one_name_that_went_both_are_told()
    {
        _reconciler.Deleted(Key, Make("first"));
        _reconciler.Deleted(Key, Make("second"));
        await _reconciler.ReconcileAsync(Key, Cancel);
        _recorder.Calls.ShouldBe(["deleted first", "deleted second"]);
    }

    [Fact]
    public async Task A_finalizer_that_is_wanted_is_attached_before_the_first_reconcile()
    {
        Put(finalize: true, finalizers: ["other/f"]);
        var reconcile = _reconciler.ReconcileAsync(Key, Cancel);
        var patch = await _server.NextAsync("PATCH /apis/test.example.com/v1/namespaces/ns/widgets/w");
        patch.ContentType.ShouldBe("application/merge-patch+json");
        patch.Body.ShouldBe("""{"metadata":{"uid":"u","resourceVersion":"5","finalizers":["other/f","test.example.com/f"]}}""");
        patch.Answer("""{"metadata":{"name":"w","namespace":"ns","uid":"u","resourceVersion":"6","finalizers":["other/f","test.example.com/f"]},"spec":{}}""");
        await reconcile;
        _recorder.Calls.ShouldBe(["reconcile u"]);
        _recorder.Last!.Metadata.ResourceVersion.ShouldBe("6");
    }

    [Fact]
    public async Task A_finalizer_that_is_not_wanted_any_more_is_detached()
    {
        Put(finalize: false, finalizers: [Finalizer]);
        var reconcile = _reconciler.ReconcileAsync(Key, Cancel);
        var patch = await _server.NextAsync("PATCH");
        patch.Body.ShouldContain("\"finalizers\":[]");
        patch.Answer("""{"metadata":{"name":"w","namespace":"ns","uid":"u","resourceVersion":"6"}}""");
        await reconcile;
        _recorder.Calls.ShouldBe(["reconcile u"]);
    }

    [Fact]
    public async Task While_a_widget_is_being_deleted_only_its_finalizer_is_called_and_then_detached()
    {
        Put(finalizers: [Finalizer, "other/f"], deleting: true);
        var reconcile = _reconciler.ReconcileAsync(Key, Cancel);
        var patch = await _server.NextAsync("PATCH");
        patch.Body.ShouldBe("""{"metadata":{"uid":"u","resourceVersion":"5","finalizers":["other/f"]}}""");
        patch.Answer("""{"metadata":{"name":"w","namespace":"ns","uid":"u","resourceVersion":"6","deletionTimestamp":"2030-01-01T00:00:00Z","finalizers":["other/f"]}}""");
        (await reconcile).IsSuccess.ShouldBeTrue();
        _recorder.Calls.ShouldBe(["finalize u"]);
        await _reconciler.ReconcileAsync(Key, Cancel);
        _recorder.Calls.ShouldBe(["finalize u"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_finalizer_that_is_not_done_stays_attached(bool fails)
    {
        Put(finalizers: [Finalizer], deleting: true);
        _recorder.Result = w => fails
            ? ReconciliationResult<Widget>.Failure(w, "broken")
            : ReconciliationResult<Widget>.Success(w, TimeSpan.FromSeconds(5));
        var outcome = await _reconciler.ReconcileAsync(Key, Cancel);
        outcome.IsSuccess.ShouldBe(!fails);
        outcome.RequeueAfter.ShouldBe(fails ? null : TimeSpan.FromSeconds(5));
        _server.ShouldBeIdle();
    }

    [Fact]
    public async Task A_widget_that_went_while_its_finalizer_was_detached_is_fine()
    {
        Put(finalizers: [Finalizer], deleting: true);
        var reconcile = _reconciler.ReconcileAsync(Key, Cancel);
        (await _server.NextAsync("PATCH")).Refuse(HttpStatusCode.NotFound, "NotFound");
        (await reconcile).IsSuccess.ShouldBeTrue();
    }

    private static Widget Make(string uid, bool finalize = false, string[]? finalizers = null, bool deleting = false) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "w",
            NamespaceProperty = "ns",
            Uid = uid,
            ResourceVersion = "5",
            Finalizers = finalizers,
            DeletionTimestamp = deleting ? new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc) : null,
        },
        Spec = new WidgetSpec { Finalize = finalize },
    };

    private Widget Put(string uid = "u", bool finalize = false, string[]? finalizers = null, bool deleting = false)
    {
        var widget = Make(uid, finalize, finalizers, deleting);
        _cache.Replace("", _cache.BeginList(), [widget], new HashSet<NamespacedName>(), "5");
        return widget;
    }

    private sealed class Recorder : IEntityController<Widget>, IEntityFinalizer<Widget>
    {
        public List<string> Calls { get; } = [];

        public Widget? Last { get; private set; }

        public Func<Widget, ReconciliationResult<Widget>> Result { get; set; } = w => ReconciliationResult<Widget>.Success(w);

        public Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken) => Record("reconcile", entity);

        public Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken) => Record("deleted", entity);

        public bool WantsFinalizer(Widget entity) => entity.Spec.Finalize;

        public Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancellationToken) => Record("finalize", entity);

        private Task<ReconciliationResult<Widget>> Record(string call, Widget entity)
        {
            Calls.Add($"{call} {entity.Metadata.Uid}");
            Last = entity;
            return Task.FromResult(Result(entity));
        }
    }
}
