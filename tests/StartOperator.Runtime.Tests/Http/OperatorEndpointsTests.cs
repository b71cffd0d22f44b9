using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Http;
using StartOperator.Runtime.Tests.Controllers;

namespace StartOperator.Runtime.Tests.Http;

/// <summary>What an operator tells probes and Prometheus, over HTTP.</summary>
public sealed class OperatorEndpointsTests : IAsyncLifetime
{
    private readonly ScriptedServer _server = new();
    private readonly ScriptedReconciler _reconciler = new();
    private readonly HttpClient _http = new();
    private readonly IHost _host;
    private TaskCompletionSource<ReconcileOutcome>? _running;

    public OperatorEndpointsTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_reconciler);
        builder.Services
            .AddOperator(o =>
            {
                o.ClientConfiguration = new k8s.KubernetesClientConfiguration { Host = "http://server.invalid" };
                o.HttpHandlers.Add(_server);
                o.Endpoints = new EndpointOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Probes = new IPEndPoint(IPAddress.Loopback, 0) };
            })
            .AddReconciler<ScriptedReconciler>("scripted", r => r.Watches(Kinds.ConfigMap, (m, _) => [NamespacedName.Of(m)]));
        _host = builder.Build();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.StartAsync(Cancel);
        _http.BaseAddress = _host.Services.GetRequiredService<OperatorEndpoints>().Address;
    }

    public async ValueTask DisposeAsync()
    {
        _running?.SetResult(ReconcileOutcome.Done);
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task It_is_alive_at_once_and_ready_when_its_caches_are_filled()
    {
        (await GetAsync("/livez")).ShouldBe((HttpStatusCode.OK, "ok\n"));
        (await GetAsync("/readyz")).Code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await GetAsync("/readyz?verbose")).ShouldBe((HttpStatusCode.ServiceUnavailable, "[-] configmaps 0\nnot ready\n"));

        await FillAsync();

        (await GetAsync("/readyz")).ShouldBe((HttpStatusCode.OK, "ok\n"));
        (await GetAsync("/readyz?verbose")).ShouldBe((HttpStatusCode.OK, "[+] configmaps 1\nready\n"));
    }

    [Fact]
    public async Task Metrics_tell_of_requests_queues_reconciles_and_caches()
    {
        await FillAsync();
        var text = (await GetAsync("/metrics")).Text;

        text.ShouldContain("""rest_client_requests_total{verb="list",resource="configmaps",code="200"} 1""");
        text.ShouldContain("""operator_cache_objects{resource="configmaps"} 1""");
        text.ShouldContain("""operator_reconcile_total{controller="scripted",result="error"} 1""");
        text.ShouldContain("""operator_reconcile_duration_seconds_count{controller="scripted"} 1""");
        text.ShouldContain("""workqueue_queue_duration_seconds_count{name="scripted"} 2""");
        text.ShouldContain("""workqueue_depth{name="scripted"} 0""");
        text.ShouldContain("""operator_active_workers{controller="scripted"} 1""");
        text.ShouldContain("""operator_failing_keys{controller="scripted"} 1""");
        text.ShouldContain("operator_ready 1");
        text.ShouldContain("operator_leading 1");
    }

    [Fact]
    public async Task Probes_are_answered_on_their_own_port_however_many_connections_the_other_one_has()
    {
        await FillAsync();
        var endpoints = _host.Services.GetRequiredService<OperatorEndpoints>();
        using var held = new Held(endpoints.Address!, 200);
        using var probes = new HttpClient { BaseAddress = endpoints.ProbeAddress };

        (await probes.GetAsync("/livez", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await probes.GetAsync("/readyz", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await probes.GetAsync("/metrics", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/metrics/", HttpStatusCode.NotFound)]
    [InlineData("POST", "/livez", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/metrics", HttpStatusCode.MethodNotAllowed)]
    public async Task Nothing_else_is_served(string method, string path, HttpStatusCode code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        (await _http.SendAsync(request, Cancel)).StatusCode.ShouldBe(code);
    }

    /// <summary>Connections on which nothing is ever said.</summary>
    private sealed class Held : IDisposable
    {
        private readonly List<TcpClient> _connections;

        public Held(Uri address, int count) => _connections = [.. Enumerable.Range(0, count).Select(_ => new TcpClient(address.Host, address.Port))];

        public void Dispose() => _connections.ForEach(c => c.Dispose());
    }

    /// <summary>The cache is filled, the one reconcile there is to do fails, and the next attempt runs.</summary>
    private async Task FillAsync()
    {
        (await _server.NextAsync("GET /api/v1/configmaps")).Answer(
            """{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"1"}}]}""");
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Failed("no"));
        _running = await _reconciler.NextAsync();
    }

    private async Task<(HttpStatusCode Code, string Text)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(path, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
