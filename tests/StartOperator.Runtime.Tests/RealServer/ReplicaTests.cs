using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using StartOperator.Runtime.Leadership;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>Two replicas on a real API server: one works, and when it is gone the other does, and never both.</summary>
[Collection(SharedServer.Name)]
public sealed class ReplicaTests(RealControlPlane plane) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _writers = new();
    private readonly Outage _outage = new();
    private readonly Outage _electionOutage = new();
    private TestNamespace _space = null!;
    private WidgetOperator _first = null!;
    private WidgetOperator _second = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _space = await TestNamespace.CreateAsync(plane);
        await OperatorTests.DefineWidgetsAsync(_space.Client);
        _first = Replica("first", _outage, _electionOutage);
        _second = Replica("second", new(), new());
        await _first.StartAsync();
        await OperatorTests.RetryUntilServedAsync(
            () => _space.Client.CreateAsync(TestKinds.Widget, new Widget { Metadata = _space.Meta("w"), Spec = new() { Parts = 1 } }, Cancel));
        await _first.Journal.ReadAsync("reconciled w 1");
        await _second.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_first?.DisposeAsync() ?? default);
        await (_second?.DisposeAsync() ?? default);
        _space?.Dispose();
    }

    [Fact]
    public async Task A_leader_that_ends_hands_over()
    {
        await _first.StopAsync();
        await AskForAsync(parts: 2);
        await _second.Journal.ReadAsync("reconciled w 2");
        await OnlyOneAtATimeAsync();
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_is_replaced_and_never_writes_again()
    {
        _outage.Begin();
        _electionOutage.Begin();
        await AskForAsync(parts: 2);
        await _second.Journal.ReadAsync("reconciled w 2");
        _electionOutage.End();
        _outage.End();
        await AskForAsync(parts: 3);
        await _second.Journal.ReadAsync("reconciled w 3");
        _first.Health.Fault.ShouldBe("this replica no longer leads");
        _first.Journal.Entries.ShouldNotContain("reconciled w 3");
        await OnlyOneAtATimeAsync();
    }

    /// <summary>Whoever wrote first wrote nothing after the other had.</summary>
    private async Task OnlyOneAtATimeAsync()
    {
        await _second.StopAsync();
        var turns = _writers.Aggregate(new List<string>(), (seen, writer) => seen.LastOrDefault() == writer ? seen : [.. seen, writer]);
        turns.ShouldBe(["first", "second"]);
    }

    private Task AskForAsync(int parts) => _space.Client.MergePatchAsync(
        TestKinds.Widget, _space.Key("w"), JsonNode.Parse($$$"""{"spec":{"parts":{{{parts}}}}}""")!.AsObject(), null, Cancel);

    private WidgetOperator Replica(string name, Outage outage, Outage electionOutage) => new(plane, _space.Name, options =>
    {
        options.HttpHandlers.Add(outage);
        options.HttpHandlers.Add(new Witness(name, _writers));
        options.ElectionHttpHandlers.Add(electionOutage);
        options.ShutdownTimeout = TimeSpan.FromSeconds(2);
        options.LeaderElection = new LeaderElectionOptions
        {
            Lease = "widgets",
            Namespace = _space.Name,
            Identity = name,
            LeaseDuration = TimeSpan.FromSeconds(24),
            RenewDeadline = TimeSpan.FromSeconds(16),
            RenewInterval = TimeSpan.FromSeconds(3),
            RetryInterval = TimeSpan.FromSeconds(0.5),
        };
    });

    /// <summary>Notes who writes, when the request leaves.</summary>
    private sealed class Witness(string name, ConcurrentQueue<string> writers) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Get)
            {
                writers.Enqueue(name);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
