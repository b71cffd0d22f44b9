using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Runtime.Tests.Controllers;

/// <summary>How an operator begins and ends.</summary>
public sealed class OperatorHostTests : IDisposable
{
    private readonly ObservedTime _time = new();
    private readonly ScriptedServer _server = new();
    private readonly ScriptedReconciler _reconciler = new();
    private readonly IHost _host;

    public OperatorHostTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(_reconciler);
        builder.Services
            .AddOperator(o =>
            {
                o.ClientConfiguration = new k8s.KubernetesClientConfiguration { Host = "http://server.invalid" };
                o.HttpHandlers.Add(_server);
                o.ShutdownTimeout = TimeSpan.FromSeconds(13);
            })
            .AddReconciler<ScriptedReconciler>("scripted", r => r
                .Watches(Kinds.ConfigMap, (m, _) => [NamespacedName.Of(m)])
                .Watches(Kinds.Secret, (_, _) => []));
        _host = builder.Build();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OperatorHealth Health => _host.Services.GetRequiredService<OperatorHealth>();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Nothing_is_worked_on_before_every_cache_is_filled()
    {
        await _host.StartAsync(Cancel);
        var maps = await _server.NextAsync();
        var secrets = await _server.NextAsync();
        maps.Answer("""{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"1"}}]}""");
        await _server.NextAsync("GET /api/v1/configmaps");
        _reconciler.Calls.ShouldBe(0);
        Health.AllCachesSynced.ShouldBeFalse();
        Health.IsAlive.ShouldBeTrue();
        secrets.Answer("""{"metadata":{"resourceVersion":"5"},"items":[]}""");
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Done);
        Health.AllCachesSynced.ShouldBeTrue();
        await _host.StopAsync(Cancel);
        Health.AllCachesSynced.ShouldBeFalse();
    }

    [Fact]
    public async Task On_shutdown_what_runs_may_end()
    {
        var running = await StartWithWorkAsync();
        var stop = _host.StopAsync(Cancel);
        await _time.WaitedForAsync(13, 13);
        stop.IsCompleted.ShouldBeFalse();
        running.SetResult(ReconcileOutcome.Done);
        await stop;
        Health.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_cancelled()
    {
        await StartWithWorkAsync();
        var stop = _host.StopAsync(Cancel);
        await _time.PassAsync(13, 13);
        await stop.WaitAsync(TimeSpan.FromSeconds(120), Cancel);
    }

    [Fact]
    public async Task An_operator_that_never_got_an_answer_stops_at_once()
    {
        await _host.StartAsync(Cancel);
        await _server.NextAsync();
        await _host.StopAsync(Cancel);
    }

    private async Task<TaskCompletionSource<ReconcileOutcome>> StartWithWorkAsync()
    {
        await _host.StartAsync(Cancel);
        (await _server.NextAsync()).Answer(
            """{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"1"}}]}""");
        await AnswerSecretsAsync();
        return await _reconciler.NextAsync();
    }

    private async Task AnswerSecretsAsync()
    {
        while (true)
        {
            var next = await _server.NextAsync();
            if (next.ToString().EndsWith("secrets", StringComparison.Ordinal))
            {
                next.Answer("""{"metadata":{"resourceVersion":"5"},"items":[]}""");
                return;
            }
        }
    }
}
