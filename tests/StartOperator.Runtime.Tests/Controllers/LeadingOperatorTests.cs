using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Leadership;
using StartOperator.Runtime.Tests.Leadership;

namespace StartOperator.Runtime.Tests.Controllers;

/// <summary>Operators of which one leads.</summary>
public sealed class LeadingOperatorTests
{
    private readonly ObservedTime _time = new();
    private readonly LeaseServer _leases = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replica_that_waits_has_full_caches_and_works_on_nothing_until_the_leader_has_left()
    {
        await using var first = await Replica.StartAsync("first", _leases, _time);
        (await first.WorkAsync()).SetResult(ReconcileOutcome.Done);
        await using var second = await Replica.StartAsync("second", _leases, _time);
        var wait = await _time.WaitedForAsync(15.000001, 22.5);
        (second.Health.AllCachesSynced, second.Calls).ShouldBe((true, 0));
        (await Should.ThrowAsync<ApiException>(second.WriteAsync)).Reason.ShouldBe("NotLeading");

        await first.StopAsync();
        _leases.Holder.ShouldBe("");
        _time.Advance(wait);
        (await second.WorkAsync()).SetResult(ReconcileOutcome.Done);
        _leases.Holder.ShouldBe("second");
    }

    [Fact]
    public async Task A_replica_that_waits_goes_on_waiting_while_the_server_can_not_be_reached()
    {
        await using var first = await Replica.StartAsync("first", _leases, _time);
        (await first.WorkAsync()).SetResult(ReconcileOutcome.Done);
        await using var second = await Replica.StartAsync("second", _leases, _time);
        var wait = await _time.WaitedForAsync(15.000001, 22.5);
        second.Line.Fate = Fate.NotConnected;
        _time.Advance(wait);
        wait = await _time.WaitedForAsync(15.000001, 22.5);

        second.Line.Fate = Fate.Answered;
        await first.StopAsync();
        _time.Advance(wait);
        (await second.WorkAsync()).SetResult(ReconcileOutcome.Done);
        _leases.Holder.ShouldBe("second");
    }

    [Theory]
    [InlineData(nameof(Fate.LostOnTheWay))]
    [InlineData(nameof(Fate.NotConnected))]
    public async Task A_leader_that_loses_its_lease_writes_nothing_more_and_ends_with_a_fault(string fate)
    {
        await using var leader = await Replica.StartAsync("leader", _leases, _time);
        var running = await leader.WorkAsync();
        leader.Line.Fate = Enum.Parse<Fate>(fate);
        await _time.PassAsync(15, 15);
        _time.Advance(TimeSpan.FromSeconds(30));

        await leader.StoppingAsync();
        leader.Health.Fault.ShouldBe("this replica no longer leads");
        (await Should.ThrowAsync<ApiException>(leader.WriteAsync)).Reason.ShouldBe("NotLeading");
        running.TrySetResult(ReconcileOutcome.Done);
    }

    /// <summary>An operator with one config map to work on.</summary>
    private sealed class Replica : IAsyncDisposable
    {
        private readonly ScriptedServer _server = new();
        private readonly ScriptedReconciler _reconciler = new();
        private readonly IHost _host;

        private Replica(string name, LeaseServer leases, TimeProvider time)
        {
            Line = leases.Connect(time);
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddSingleton(time);
            builder.Services.AddSingleton(_reconciler);
            builder.Services
                .AddOperator(o =>
                {
                    o.ClientConfiguration = new k8s.KubernetesClientConfiguration { Host = "http://server.invalid" };
                    o.HttpHandlers.Add(_server);
                    o.ElectionHttpHandlers.Add(Line);
                    o.LeaderElection = new LeaderElectionOptions { Lease = "lease", Namespace = "ns", Identity = name };
                })
                .AddReconciler<ScriptedReconciler>("scripted", r => r.Watches(Kinds.ConfigMap, (m, _) => [NamespacedName.Of(m)]));
            _host = builder.Build();
        }

        public LeaseServer.Line Line { get; }

        public OperatorHealth Health => _host.Services.GetRequiredService<OperatorHealth>();

        public int Calls => _reconciler.Calls;

        public static async Task<Replica> StartAsync(string name, LeaseServer leases, TimeProvider time)
        {
            var replica = new Replica(name, leases, time);
            await replica._host.StartAsync(Cancel);
            (await replica._server.NextAsync("GET /api/v1/configmaps")).Answer(
                """{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"1"}}]}""");
            return replica;
        }

        public Task<TaskCompletionSource<ReconcileOutcome>> WorkAsync() => _reconciler.NextAsync();

        public Task WriteAsync() => _host.Services.GetRequiredService<ApiClient>().DeleteAsync(Kinds.ConfigMap, new("ns", "a"), null, Cancel);

        public Task StopAsync() => _host.StopAsync(Cancel);

        public async Task StoppingAsync()
        {
            var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
            await stopping.Task.WaitAsync(TimeSpan.FromSeconds(120), Cancel);
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync(CancellationToken.None);
            _host.Dispose();
        }
    }
}
