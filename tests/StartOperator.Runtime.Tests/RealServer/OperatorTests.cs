using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>A whole operator against a real API server.</summary>
[Collection(SharedServer.Name)]
public sealed class OperatorTests(RealControlPlane plane) : IAsyncLifetime
{
    private TestNamespace _space = null!;
    private WidgetOperator _operator = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _space = await TestNamespace.CreateAsync(plane);
        await DefineWidgetsAsync(_space.Client);
        _operator = new WidgetOperator(plane, _space.Name);
        await _operator.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_operator?.DisposeAsync() ?? default);
        _space?.Dispose();
    }

    [Fact]
    public async Task A_widget_gets_its_parts_its_status_and_an_event()
    {
        await CreateAsync("w", parts: 2);
        await _operator.Journal.ReadAsync("reconciled w 2");
        var widget = await _space.Client.GetAsync(TestKinds.Widget, _space.Key("w"), Cancel);
        widget!.Status!.Ready.ShouldBe(2);
        (await PartsAsync()).ShouldBe(["w-0", "w-1"]);
        widget.Metadata.Finalizers.ShouldBeNull();
        await _operator.StopAsync();
        (await _space.Client.ListAsync(Kinds.Event, _space.Name, null, Cancel)).ShouldContain(e => e.Reason == "Assembled" && e.Regarding.Name == "w");
    }

    [Fact]
    public async Task A_reconcile_of_a_converged_widget_sends_no_request()
    {
        await CreateAsync("w", parts: 3);
        await _operator.Journal.ReadAsync("reconciled w 3");
        await ReconcileAgainAsync("w", "first", "reconciled w 3");
        await ReconcileAgainAsync("w", "second", "reconciled w 3");
        _operator.Requests.Clear();
        await ReconcileAgainAsync("w", "third", "reconciled w 3");
        _operator.Requests.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_widget_that_nests_deeper_than_we_hold_hides_no_other_from_an_operator_that_runs_or_starts()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000);
        var widget = System.Text.Encoding.UTF8.GetBytes($$"""{"apiVersion":"test.example.com/v1","kind":"Widget","metadata":{"name":"deep"},"spec":{"more":{{deep}},"parts":1 } }""");
        (await Should.ThrowAsync<ApiException>(() => _space.Client.CreateAsync(TestKinds.Widget, _space.Name, widget, Cancel)))
            .Reason.ShouldBe("Malformed", "the server has taken it; what can't be read is its answer");
        await CreateAsync("w", parts: 1);
        await _operator.Journal.ReadAsync("reconciled w 1");
        await _operator.StopAsync();

        await using var another = new WidgetOperator(plane, _space.Name);
        await another.StartAsync();
        await another.Journal.ReadAsync("reconciled w 1");
        another.Caches.Get(TestKinds.Widget).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_part_that_is_deleted_comes_back_and_a_part_too_many_goes()
    {
        await CreateAsync("w", parts: 2);
        await _operator.Journal.ReadAsync("reconciled w 2");
        var parts = _operator.Caches.Get(Kinds.ConfigMap);
        var first = parts.Get(_space.Key("w-0"))!.Metadata.Uid;
        await _space.Client.DeleteAsync(Kinds.ConfigMap, _space.Key("w-0"), null, Cancel);
        await parts.BecomesAsync(c => c.Get(_space.Key("w-0")) is { } part && part.Metadata.Uid != first);

        await _space.Client.MergePatchAsync(TestKinds.Widget, _space.Key("w"), Json("""{"spec":{"parts":1}}"""), null, Cancel);
        await parts.BecomesAsync(c => c.Get(_space.Key("w-1")) is null);
        await _operator.Journal.ReadAsync("reconciled w 1");
        (await PartsAsync()).ShouldBe(["w-0"]);
    }

    [Fact]
    public async Task A_part_that_drifts_is_repaired()
    {
        await CreateAsync("w", parts: 1);
        await _operator.Journal.ReadAsync("reconciled w 1");
        var drifted = await _space.Client.MergePatchAsync(Kinds.ConfigMap, _space.Key("w-0"), Json("""{"data":{"number":"x"}}"""), null, Cancel);
        await _operator.Caches.Get(Kinds.ConfigMap).BecomesAsync(
            c => c.Get(_space.Key("w-0")) is { } p && p.Data["number"] == "0" && p.Metadata.ResourceVersion != drifted.Metadata.ResourceVersion
                && p.Metadata.Annotations["test.example.com/applied-hash"].StartsWith("applied:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeletedAsync_gets_the_last_known_widget()
    {
        await CreateAsync("w", parts: 1);
        await _operator.Journal.ReadAsync("reconciled w 1");
        await _space.Client.DeleteAsync(TestKinds.Widget, _space.Key("w"), null, Cancel);
        await _operator.Journal.ReadAsync("deleted w 1");
    }

    [Fact]
    public async Task A_widget_that_wants_it_waits_for_its_finalizer()
    {
        await CreateAsync("w", parts: 1, finalize: true);
        await _operator.Journal.ReadAsync("reconciled w 1");
        (await _space.Client.GetAsync(TestKinds.Widget, _space.Key("w"), Cancel))!.Metadata.Finalizers.ShouldBe(["test.example.com/widget"]);
        await _space.Client.DeleteAsync(TestKinds.Widget, _space.Key("w"), null, Cancel);
        await _operator.Journal.ReadAsync("deleted w 1");
        _operator.Journal.Entries.ShouldContain("finalized w");
        (await _space.Client.GetAsync(TestKinds.Widget, _space.Key("w"), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_widget_that_no_longer_wants_its_finalizer_loses_it()
    {
        await CreateAsync("w", parts: 1, finalize: true);
        await _operator.Journal.ReadAsync("reconciled w 1");
        await _space.Client.MergePatchAsync(TestKinds.Widget, _space.Key("w"), Json("""{"spec":{"finalize":false}}"""), null, Cancel);
        await _operator.Caches.Get(TestKinds.Widget).BecomesAsync(c => c.Get(_space.Key("w"))!.Metadata.Finalizers is null or { Count: 0 });
    }

    internal static async Task DefineWidgetsAsync(ApiClient client)
    {
        try
        {
            await client.CreateAsync(TestKinds.CustomResourceDefinition, TestKinds.WidgetDefinition, Cancel);
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            // Another test of the class was first.
        }
    }

    private static JsonObject Json(string json) => JsonNode.Parse(json)!.AsObject();

    private async Task<IEnumerable<string>> PartsAsync() =>
        (await _space.Client.ListAsync(Kinds.ConfigMap, _space.Name, null, Cancel))
            .Select(p => p.Metadata.Name).Where(n => n.StartsWith("w-", StringComparison.Ordinal)).Order();

    private Task<Widget> CreateAsync(string name, int parts, bool finalize = false) => RetryUntilServedAsync(() => _space.Client.CreateAsync(
        TestKinds.Widget, new Widget { Metadata = _space.Meta(name), Spec = new WidgetSpec { Parts = parts, Finalize = finalize } }, Cancel));

    internal static async Task<T> RetryUntilServedAsync<T>(Func<Task<T>> attempt)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                // The definition is not served yet.
                await pause.WaitForNextTickAsync(Cancel);
            }
        }
    }

    /// <summary>Wakes a widget by a watched secret of its name, which changes nothing of the widget.</summary>
    private async Task ReconcileAgainAsync(string name, string value, string entry)
    {
        var again = _operator.Journal.ReadAsync(entry, onlyNew: true);
        await _space.Client.ApplyAsync(
            Kinds.Secret,
            _space.Key(name),
            Kinds.Secret.Write(new V1Secret { Metadata = _space.Meta(name), StringData = new Dictionary<string, string> { ["v"] = value } }),
            force: true,
            Cancel);
        await again;
    }
}
