using k8s.Models;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>What writing a status does to a custom resource on a real server.</summary>
[Collection(SharedServer.Name)]
public sealed class StatusTests(RealControlPlane plane) : IAsyncLifetime
{
    private readonly RequestLog _log = new();
    private TestNamespace _space = null!;
    private ApiClient _client = null!;
    private Widget _widget = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Applier Applier => new(_client, new ObjectCaches(), "test.example.com");

    public async ValueTask InitializeAsync()
    {
        _space = await TestNamespace.CreateAsync(plane);
        _client = new ApiClient(plane.Configuration, new ApiClientOptions { FieldManager = "tester", Handlers = [_log] });
        await OperatorTests.DefineWidgetsAsync(_space.Client);
        _widget = await OperatorTests.RetryUntilServedAsync(() => _space.Client.CreateAsync(
            TestKinds.Widget, new Widget { Metadata = _space.Meta("w"), Spec = new WidgetSpec { Parts = 1 } }, Cancel));
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _space?.Dispose();
        return default;
    }

    [Fact]
    public async Task Fields_come_change_and_go_and_conditions_are_replaced_as_a_whole()
    {
        var first = await PatchAsync(_widget, new WidgetStatus { Ready = 1, Note = "n", Conditions = [Condition("A"), Condition("B")] });
        first.Status!.Conditions!.Select(c => c.Type).ShouldBe(["A", "B"]);
        var second = await PatchAsync(first, new WidgetStatus { Ready = 2, Conditions = [Condition("B")] });
        second.Status.ShouldBe(new WidgetStatus { Ready = 2, Conditions = second.Status!.Conditions });
        second.Status.Conditions!.Select(c => c.Type).ShouldBe(["B"]);
        second.Spec.Parts.ShouldBe(1);
        second.Metadata.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_status_read_back_and_made_anew_is_not_written_again()
    {
        await PatchAsync(_widget, new WidgetStatus { Ready = 1, Conditions = [Condition("A")] });
        var read = await _client.GetAsync(TestKinds.Widget, _space.Key("w"), Cancel);
        _log.Clear();
        await PatchAsync(read!, new WidgetStatus { Ready = 1, Conditions = [Condition("A")] });
        _log.Requests.ShouldBeEmpty();
    }

    private static V1Condition Condition(string type) => new()
    {
        Type = type,
        Status = "True",
        Reason = "R",
        Message = "",
        LastTransitionTime = new DateTime(2030, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc),
    };

    private Task<Widget> PatchAsync(Widget observed, WidgetStatus status) =>
        Applier.PatchStatusAsync(TestKinds.Widget, observed, observed with { Status = status }, Cancel);
}
