using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Runtime.Tests.Controllers;

/// <summary>What is said about an operator that can't run as registered.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task An_operator_without_controllers_does_not_start() =>
        (await FaultsAsync(_ => { })).ShouldContain("no controller is registered; call AddController or AddReconciler");

    [Fact]
    public async Task A_kind_with_two_descriptors_is_named()
    {
        var second = new ResourceKind<Widget>("test.example.com", "v1", "widgets", "Widget", ResourceScope.Namespaced, WidgetJson.Default.Widget);
        (await FaultsAsync(o => o.AddController<Idle, Widget>(TestKinds.Widget).AddCache(second)))
            .ShouldContain("widgets.test.example.com is registered with two descriptors");
    }

    [Fact]
    public async Task A_kind_that_is_null_is_named() =>
        (await FaultsAsync(o => o.AddController<Idle, Widget>(null!))).ShouldContain("a kind of Widget is null");

    [Fact]
    public async Task Two_controllers_of_one_name_are_told_apart() =>
        (await FaultsAsync(o => o.AddController<Idle, Widget>(TestKinds.Widget).AddController<Idle, Widget>(TestKinds.Widget)))
            .ShouldContain("2 controllers are called 'Idle'; tell them apart with Named");

    [Fact]
    public async Task A_cache_configured_twice_is_named() =>
        (await FaultsAsync(o => o.AddController<Idle, Widget>(TestKinds.Widget)
            .AddCache(Kinds.Pod, c => c.Trim = p => p).AddCache(Kinds.Pod, c => c.Trim = p => p)))
            .ShouldContain("the cache of v1 Pod is configured twice; do it in one AddCache");

    [Fact]
    public async Task A_reconciler_without_work_is_named() =>
        (await FaultsAsync(o => o.AddReconciler<Idle>("idle", _ => { }))).ShouldContain("reconciler 'idle' has nothing that gives it work");

    [Fact]
    public async Task A_controller_that_does_nothing_at_a_time_is_named() =>
        (await FaultsAsync(o => o.AddController<Idle, Widget>(TestKinds.Widget, c => c.WithConcurrency(0))))
            .ShouldContain("controller 'Idle' has concurrency 0; it needs 1 or more");

    [Fact]
    public async Task A_finalizer_without_a_domain_is_named() =>
        (await FaultsAsync(o => o.AddController<Idle, Widget>(TestKinds.Widget, c => c.AddFinalizer<Idle>("cleanup"))))
            .ShouldContain("finalizer 'cleanup' of Idle needs a domain, as in example.com/cleanup");

    [Fact]
    public async Task A_finalizer_added_twice_is_named() =>
        (await FaultsAsync(o => o.AddController<Idle, Widget>(TestKinds.Widget, c => c.AddFinalizer<Idle>("a.b/c").AddFinalizer<Idle>("a.b/c"))))
            .ShouldContain("finalizer 'a.b/c' of Idle is added twice");

    [Fact]
    public void There_is_one_operator_in_a_process()
    {
        var services = new ServiceCollection();
        services.AddOperator();
        Should.Throw<InvalidOperationException>(() => services.AddOperator()).Message.ShouldContain("called twice");
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        var faults = await FaultsAsync(o => o
            .AddController<Idle, Widget>(TestKinds.Widget, c => c.WithConcurrency(0).AddFinalizer<Idle>("cleanup"))
            .AddReconciler<Idle>("idle", _ => { }));
        faults.Split("\n- ").Length.ShouldBe(4);
    }

    [Fact]
    public void A_kind_that_nothing_watches_is_not_found_in_silence() =>
        Should.Throw<InvalidOperationException>(() => new ObjectCaches().Get(Kinds.Pod)).Message.ShouldContain("nothing watches v1 Pod");

    [Fact]
    public void Rules_for_roles_can_be_read_from_a_controller()
    {
        var rule = typeof(Idle).GetCustomAttributes(typeof(EntityRbacAttribute), false).Cast<EntityRbacAttribute>().Single();
        rule.Entities.ShouldBe([typeof(V1Pod)]);
        rule.Verbs.ShouldBe(RbacVerb.Get | RbacVerb.List | RbacVerb.Watch);
    }

    private static async Task<string> FaultsAsync(Action<OperatorBuilder> register)
    {
        var host = Host.CreateEmptyApplicationBuilder(null);
        register(host.Services.AddOperator(o => o.ClientConfiguration = new KubernetesClientConfiguration { Host = "http://server.invalid" }));
        using var built = host.Build();
        return (await Should.ThrowAsync<InvalidOperationException>(() => built.StartAsync(TestContext.Current.CancellationToken))).Message;
    }

    [EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Read)]
    private sealed class Idle : IEntityController<Widget>, IEntityFinalizer<Widget>, IReconciler
    {
        public Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<Widget>.Success(entity));

        public Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<Widget>.Success(entity));

        public bool WantsFinalizer(Widget entity) => false;

        public Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<Widget>.Success(entity));

        public Task<ReconcileOutcome> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken) => Task.FromResult(ReconcileOutcome.Done);
    }
}
